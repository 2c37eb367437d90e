import { App, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AuditedChecks } from '../../lib/compliance/audited-checks';

interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
}

/** Names of the rules that an app with one role breaks. */
function broken(...acknowledgements: Acknowledgement[]): string[] {
  const app = new App({ autoSynth: false, analyticsReporting: false });
  const checks = new AuditedChecks(app);
  const stack = new Stack(app, 'One', { env: { region: 'us-west-2', account: '111122223333' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [`arn:aws:s3:${stack.region}:${stack.account}:x/*`],
    }),
  );
  if (acknowledgements.length > 0) Validations.of(role).acknowledge(...acknowledgements);
  const report = checks.validate({ appConstruct: app, stackTemplates: [], templatePaths: [] });
  expect(report.success).toBe(report.violations.length === 0);
  return report.violations.map(({ ruleName }) => ruleName);
}

const FINDING = 'AwsSolutions-IAM5[Resource::arn:<partition>:s3:<region>:<account>:x/*]';

test('a finding names no region, account or partition, so that its acknowledgement holds everywhere', () => {
  expect(broken()).toEqual([FINDING]);
});

test('an acknowledgement that matches nothing is a violation', () => {
  expect(broken({ id: 'AwsSolutions-IAM5[Resource::nothing]', reason: 'Long solved.' })).toContain(
    'Platform-StaleAcknowledgement',
  );
});

test('an acknowledgement that matches a finding is no violation', () => {
  expect(broken({ id: FINDING, reason: 'For the test.' })).not.toContain('Platform-StaleAcknowledgement');
});

test('acknowledgements for other rule packs are ignored', () => {
  expect(broken({ id: 'CloudFormation-Validate::W3010', reason: 'For the test.' })).not.toContain(
    'Platform-StaleAcknowledgement',
  );
});

test('findings are counted by stack', () => {
  const app = new App({ autoSynth: false, analyticsReporting: false });
  const checks = new AuditedChecks(app);
  const [one, other] = [new Stack(app, 'One'), new Stack(app, 'Other')];
  new s3.Bucket(one, 'Bucket');
  checks.validate({ appConstruct: app, stackTemplates: [], templatePaths: [] });
  expect(checks.count(one).found).toBeGreaterThan(0);
  expect(checks.count(one).acknowledged).toBe(0);
  expect(checks.count(other)).toEqual({ found: 0, acknowledged: 0 });
});
