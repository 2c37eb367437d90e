import { launchFailurePatterns } from '../../lib/observability/launch-failure-patterns';
import { build, list } from '../synthesized';

const RULE = 'EC2 Instance Launch Unsuccessful';

type Matcher = string | { readonly suffix: string };

/** Whether EventBridge sends the failed launch of a group to a rule of one of the patterns. */
function matches(patterns: readonly { readonly detail?: unknown }[], group: string): boolean {
  const matchers = patterns.flatMap(
    ({ detail }) => (detail as { AutoScalingGroupName: Matcher[] }).AutoScalingGroupName,
  );
  return matchers.some((each) => (typeof each === 'string' ? each === group : group.endsWith(each.suffix)));
}

/** UUIDs of node groups. */
const CPU = 'a8c75f2f-df78-a72f-4063-4b69af3de5b1';
const CPU_OF_OTHER = '34bd8b5b-5b6e-1c2d-9a77-0f1e2d3c4b5a';

test('failed launches are those of the groups of the platform', () => {
  const own = launchFailurePatterns(['ml-fleet'], [CPU]);
  expect(matches(own, 'ml-fleet')).toBe(true);
  expect(matches(own, `eks-cpu-${CPU}`)).toBe(true);
});

test.each([
  ['another owner', 'web-servers'],
  ['a fleet whose name begins with that of ours', 'ml-fleet-2'],
  ['a fleet whose name ours begins with', 'ml'],
  ['a fleet whose name ends with that of ours', 'team-ml-fleet'],
  ['a node group of the same name, of the cluster of another environment', `eks-cpu-${CPU_OF_OTHER}`],
  ['a node group whose name begins with that of ours', `eks-cpu-gpu-${CPU_OF_OTHER}`],
])('failed launches of %s are not notified', (_, group) => {
  expect(matches(launchFailurePatterns(['ml-fleet'], [CPU]), group)).toBe(false);
});

test('every Auto Scaling group and every node group of the platform is notified, by references', () => {
  const { ofType, referenced } = build('production');
  const patterns = ofType('AWS::Events::Rule')
    .filter(({ stack }) => stack === 'Observability')
    .map(({ resource }) => resource.Properties['EventPattern'])
    .filter((pattern) => list(pattern['detail-type']).includes(RULE));
  const matchers = patterns.flatMap(({ detail }) => list<any>(detail.AutoScalingGroupName));

  const names = matchers.filter(({ suffix }) => !suffix).map((each) => referenced(each).value);
  const groups = ofType('AWS::AutoScaling::AutoScalingGroup').map(({ id }) => ({ Ref: id.split('/')[1] }));
  expect(groups.length).toBeGreaterThan(1);
  expect(names).toEqual(groups);

  const suffixes = matchers.flatMap(({ suffix }) => (suffix ? [suffix['Fn::Select']] : []));
  const arns = suffixes.map(([part, { 'Fn::Split': split }]) => [part, split[0], referenced(split[1]).value]);
  const nodeGroups = ofType('AWS::EKS::Nodegroup').map(({ id }) => id.split('/')[1]);
  expect(arns).toEqual(nodeGroups.map((id) => [3, '/', { 'Fn::GetAtt': [id, 'Arn'] }]));
});

test('a pattern stays below the 2048 characters of EventBridge, with the longest names and many node groups', () => {
  const names = Array.from({ length: 20 }, (_, index) => `${index}`.padStart(255, 'x'));
  const suffixes = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(36, '0'));
  const patterns = launchFailurePatterns(names, suffixes);
  for (const { detail, detailType, source } of patterns) {
    const text = JSON.stringify({ source, 'detail-type': detailType, detail });
    expect(text.length).toBeLessThan(2048);
  }
  for (const group of [...names, ...suffixes]) expect(matches(patterns, group)).toBe(true);
});

test('a platform without groups has no rule, whose empty pattern EventBridge would refuse', () => {
  expect(launchFailurePatterns([], [])).toEqual([]);
});
