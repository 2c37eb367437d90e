import { parseConfig } from '../lib/config';
import { environments } from '../lib/config/environments';
import { countResources } from '../lib/stack-limits';
import { summary } from '../lib/summary';
import { synthesize } from './synthesized';

const { platform, checks, assembly } = synthesize('dev', {});
const { config } = parseConfig(environments.dev);
const [table, pods] = summary({ platform, config, checks, assembly }).split('\n\n') as [string, string];
const lines = table.split('\n');

test('the table has a line for each stack, one for the companion, and the sums', () => {
  expect(lines.map((line) => line.split(/\s+/)[0])).toEqual([
    'stack',
    ...platform.stacks.map(({ stackName }) => stackName),
    'aws',
    'gcp',
    'all',
  ]);
  const network = countResources(platform.network);
  expect(lines[1]).toMatch(
    new RegExp(`^ml-platform-dev-network +${network} {2}0 \\(2 acknowledged\\) +7\\.36$`),
  );
});

test('the companion counts its resource blocks, has no findings, and is part of the sum', () => {
  const { resource } = JSON.parse(platform.gcp.configuration) as { resource: Record<string, object> };
  const blocks = Object.values(resource).flatMap((each) => Object.keys(each)).length;
  const [aws, gcp, all] = lines.slice(-3).map((line) => Number(line.split(/\s+/).at(-1)));
  expect(lines.at(-2)).toMatch(new RegExp(`^gcp +${blocks} {2}- +[\\d.]+$`));
  expect(aws).toBe(98.58);
  expect(gcp).toBeGreaterThan(0);
  expect(all).toBeCloseTo(aws! + gcp!, 2);
});

test('prices of another region are marked in the heading and below, and those of the region are not', () => {
  // The table of stacks, and the lines below it.
  const text = (regions: { region?: string; gcp?: { region: string } }) =>
    summary({
      platform,
      config: { ...config, ...regions, gcp: { ...config.gcp, ...regions.gcp } },
      checks,
      assembly,
    }).split('\n\n')[0]!;
  expect(text({})).not.toMatch(/prices are those/);
  expect(lines[0]).toMatch(/ \$ a month$/);
  const [heading, ...rest] = text({ region: 'eu-central-1' }).split('\n');
  expect(heading).toMatch(/ \$ a month in us-west-2$/);
  expect(rest.at(-1)).toBe(
    'The AWS prices are those of us-west-2, and not of eu-central-1, where they may differ.',
  );
  const google = text({ gcp: { region: 'europe-west4' } }).split('\n');
  expect(google[0]).toMatch(/ \$ a month$/);
  expect(google.at(-1)).toBe(
    'The Google Cloud prices are those of us-central1, and not of europe-west4, where they may differ.',
  );
});

test('a resource without a price is named below the table', () => {
  const key = Object.entries(assembly.getStackArtifact('Storage').template.Resources).find(
    ([, resource]) => (resource as { Type: string }).Type === 'AWS::KMS::Key',
  )!;
  const [logicalId, resource] = key as [string, { Type: string }];
  resource.Type = 'AWS::Redshift::Cluster';
  const [note] = summary({ platform, config, checks, assembly }).split('\n\n')[0]!.split('\n').slice(-1);
  resource.Type = 'AWS::KMS::Key';
  expect(note).toContain(
    `not in the estimate: ml-platform-dev-storage/${logicalId} (AWS::Redshift::Cluster)`,
  );
});

test('the largest pod of each node group answers why a pod is pending', () => {
  expect(pods.split('\n')).toEqual([
    'The largest pod of each node group, which npm run fits explains:',
    'node group  type           CPU   memory  disk  GPUs  while empty',
    'cpu         t3a.small    1740m   1301Mi  16Gi     -  always has nodes',
    'gpu         g4dn.xlarge  3630m  14331Mi  87Gi     1  us-west-2a',
    'inference   g4dn.xlarge  3630m  14331Mi  87Gi     1  us-west-2a',
  ]);
});
