import { LocalPlatform } from './local-platform';
import { SMALL_STACK, smallStack, type SmallResource } from './small-stack';

/** What the CDK CLI shows of the answers of CloudFormation. */

const RESOURCES: Record<string, SmallResource> = {
  Vpc: { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
  Subnet: {
    type: 'AWS::EC2::Subnet',
    properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-west-2a' },
  },
  Rules: {
    type: 'AWS::EC2::SecurityGroup',
    properties: {
      GroupDescription: 'of a test',
      VpcId: { Ref: 'Vpc' },
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
    },
  },
  Template: {
    type: 'AWS::EC2::LaunchTemplate',
    properties: { LaunchTemplateData: { InstanceType: 't3.micro', ImageId: 'ami-12345678' } },
  },
  Group: {
    type: 'AWS::AutoScaling::AutoScalingGroup',
    properties: {
      MinSize: '0',
      MaxSize: '10',
      VPCZoneIdentifier: [{ Ref: 'Subnet' }],
      LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' },
    },
  },
  Dashboard: {
    type: 'AWS::CloudWatch::Dashboard',
    properties: { DashboardName: 'small', DashboardBody: '{"widgets":[]}' },
  },
  Parameter: { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: { Ref: 'Subnet' } } },
};

/** A resource with other values of some properties. */
function only(id: string, properties: Record<string, unknown>): Record<string, SmallResource> {
  const { type, properties: before } = RESOURCES[id]!;
  return { [id]: { type, properties: { ...before, ...properties } } };
}

/** All resources, one of them with other values of some properties. */
function changed(id: string, properties: Record<string, unknown>): Record<string, SmallResource> {
  return { ...RESOURCES, ...only(id, properties) };
}

function without(id: string): Record<string, SmallResource> {
  return Object.fromEntries(Object.entries(RESOURCES).filter(([each]) => each !== id));
}

interface Line {
  readonly done: number;
  readonly total: number | undefined;
  readonly status: string;
  readonly resource: string;
}

/** The progress lines of the CLI, such as `small |  3/15 | 1:04:07 PM | CREATE_COMPLETE | AWS::EC2::VPC | Vpc`. */
function progress(output: string): Line[] {
  const line = /^small \| +(\d+)(?:\/(\d+))? \| [^|]+ \| (\w+) +\| \S+ +\| (\S+)/gm;
  const lines = [...output.matchAll(line)].map(([, done, total, status, resource]) => ({
    done: Number(done),
    total: total === undefined ? undefined : Number(total),
    status: status!,
    resource: resource!,
  }));
  // The CLI shows the event of the change set if the watch begins within its millisecond.
  return lines.filter(({ status }) => status !== 'REVIEW_IN_PROGRESS');
}

/** A status as the CLI shows it. */
function shown(status: string): string {
  return status.slice(0, 23);
}

/** Expects that the count stays within the total, and that the stack has the first and the last line. */
function expectWholeProgress(lines: readonly Line[], first: string, last: string): void {
  expect(lines.filter(({ done, total }) => total !== undefined && done > total)).toEqual([]);
  expect(lines[0]).toMatchObject({ resource: SMALL_STACK, status: first });
  expect(lines.at(-1)).toMatchObject({ resource: SMALL_STACK, status: shown(last) });
}

/** Resource and status of the lines between the first and the last. */
function steps(lines: readonly Line[]): string[] {
  return lines.slice(1, -1).map(({ resource, status }) => `${resource} ${status}`);
}

let platform: LocalPlatform;
beforeEach(async () => {
  platform = await LocalPlatform.open('production');
});
afterEach(() => platform?.close());

function cdk(command: string, app: string, ...args: string[]): Promise<string> {
  return platform.cdk([command, '--app', app, ...args]);
}

test('the progress of a create, an update, a rollback and a deletion', async () => {
  const created = progress(await cdk('deploy', smallStack(RESOURCES)));
  expectWholeProgress(created, 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE');
  expect(created.at(-1)).toMatchObject({ done: created[0]!.total });
  const order = Object.keys(RESOURCES);
  expect(steps(created)).toEqual(
    [...order, 'CDKMetadata']
      .filter((id) => created.some(({ resource }) => resource === id))
      .flatMap((id) => [`${id} CREATE_IN_PROGRESS`, `${id} CREATE_IN_PROGRESS`, `${id} CREATE_COMPLETE`]),
  );

  const update = smallStack({
    ...changed('Dashboard', { DashboardName: 'other' }),
    Extra: { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: 'x' } },
  });
  const updated = progress(await cdk('deploy', update));
  expectWholeProgress(updated, 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE');
  expect(steps(updated)).toEqual([
    'Dashboard UPDATE_IN_PROGRESS',
    'Dashboard UPDATE_IN_PROGRESS',
    'Dashboard UPDATE_COMPLETE',
    'Extra CREATE_IN_PROGRESS',
    'Extra CREATE_IN_PROGRESS',
    'Extra CREATE_COMPLETE',
    `small ${shown('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')}`,
    'Dashboard DELETE_IN_PROGRESS',
    'Dashboard DELETE_COMPLETE',
  ]);

  const failing = changed('Group', { MaxSize: '12' });
  const invalid = { type: 'AWS::EC2::Volume', properties: { AvailabilityZone: 'us-west-2z', Size: 8 } };
  const failure = ['deploy', '--app', smallStack({ ...failing, Invalid: invalid })];
  const { exitCode, output } = await platform.tryCdk(failure);
  expect(exitCode).toBe(1);
  expectWholeProgress(progress(output), 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE');
  const failed = steps(progress(output));
  expect(failed.slice(0, 2)).toEqual(['Group UPDATE_IN_PROGRESS', 'Group UPDATE_COMPLETE']);
  expect(failed.slice(failed.indexOf('Invalid CREATE_FAILED'))).toEqual([
    'Invalid CREATE_FAILED',
    `small ${shown('UPDATE_ROLLBACK_IN_PROGRESS')}`,
    'Group UPDATE_IN_PROGRESS',
    'Group UPDATE_COMPLETE',
    `small ${shown('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')}`,
    'Dashboard DELETE_IN_PROGRESS',
    'Dashboard DELETE_COMPLETE',
  ]);

  const deleted = progress(await cdk('destroy', update, '--force'));
  expect(deleted[0]).toMatchObject({ resource: SMALL_STACK, status: 'DELETE_IN_PROGRESS' });
  expect(deleted.slice(1, 3).map(({ resource }) => resource)).toEqual(['Extra', 'Extra']);
});

test('cdk diff says what is updated in place, and what is replaced', async () => {
  await cdk('deploy', smallStack(RESOURCES));
  const diff = (resources: Record<string, SmallResource>, props = {}) =>
    cdk('diff', smallStack(resources, props));

  const inPlace = await diff({
    ...RESOURCES,
    ...only('Group', { MaxSize: '12' }),
    ...only('Dashboard', { DashboardBody: '{"widgets":[],"start":"-P1D"}' }),
    ...only('Template', { LaunchTemplateData: { InstanceType: 't3.large', ImageId: 'ami-12345678' } }),
    ...only('Rules', {
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/16' }],
    }),
    ...only('Vpc', { Tags: [{ Key: 'Team', Value: 'vision' }] }),
  });
  const differing = [...inPlace.matchAll(/^\[~\] \S+ (\S+)/gm)].map(([, id]) => id);
  expect(differing.sort()).toEqual(['Dashboard', 'Group', 'Rules', 'Template', 'Vpc']);
  expect(inPlace).not.toMatch(/replaced|requires replacement|may cause replacement/);

  const replaced = await diff(changed('Subnet', { CidrBlock: '10.0.1.0/24' }));
  expect(replaced).toMatch(/Subnet replace\n[^\n]*CidrBlock \(requires replacement\)/);
  // Its id changes, so what refers to it is updated, or may be replaced.
  expect(replaced).toMatch(/^\[~\] AWS::SSM::Parameter Parameter/m);
  expect(replaced).toMatch(/^\[~\] AWS::AutoScaling::AutoScalingGroup Group Group may be replaced/m);
  expect(replaced).not.toMatch(/Vpc|Rules|Dashboard/);

  const added = await diff({ ...RESOURCES, Extra: RESOURCES['Vpc']! });
  expect(added).toMatch(/^\[\+\] AWS::EC2::VPC Extra/m);
  expect(await diff(without('Parameter'))).toMatch(/^\[-\] AWS::SSM::Parameter Parameter destroy/m);
  expect(await diff(RESOURCES)).toContain('Number of stacks with differences: 0');
});

test('cdk drift shows a size and a port that were changed by hand', async () => {
  const app = smallStack(RESOURCES);
  await cdk('deploy', app);
  expect(await cdk('drift', app)).toMatch(/No drift detected\n/);

  const { autoScaling, cloudFormation, ec2 } = platform.aws;
  const { StackResources = [] } = await cloudFormation.describeStackResources({ StackName: SMALL_STACK });
  const idOf = (id: string) =>
    StackResources.find(({ LogicalResourceId }) => LogicalResourceId === id)!.PhysicalResourceId!;
  const rule = (port: number) => [
    { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '10.0.0.0/16' }] },
  ];
  await autoScaling.updateAutoScalingGroup({ AutoScalingGroupName: idOf('Group'), MaxSize: 11 });
  await ec2.revokeSecurityGroupIngress({ GroupId: idOf('Rules'), IpPermissions: rule(443) });
  await ec2.authorizeSecurityGroupIngress({ GroupId: idOf('Rules'), IpPermissions: rule(22) });

  const { exitCode, output } = await platform.tryCdk(['drift', '--app', app, '--fail']);

  expect(exitCode).toBe(1);
  expect(output).toMatch(/\[~\] AWS::EC2::SecurityGroup Rules/);
  expect(output).toMatch(/\/SecurityGroupIngress\/0[^]*443[^]*22/);
  expect(output).toMatch(/\[~\] AWS::AutoScaling::AutoScalingGroup Group[^]*\/MaxSize\n[^]*10\n[^]*11\n/);
  expect(output).toMatch(/2 resources have drifted/);
});

test('cdk destroy does not delete a stack with termination protection', async () => {
  const resources = { Vpc: RESOURCES['Vpc']! };
  const protectedApp = smallStack(resources, { terminationProtection: true });
  await cdk('deploy', protectedApp);
  const { exitCode, output } = await platform.tryCdk(['destroy', '--app', protectedApp, '--force']);
  expect(exitCode).toBe(1);
  expect(output).toMatch(/cannot be deleted while TerminationProtection is enabled/);
  expect(await platform.stackStates()).toEqual({ [SMALL_STACK]: 'CREATE_COMPLETE' });

  const app = smallStack(resources);
  await cdk('deploy', app);
  await cdk('destroy', app, '--force');
  expect(await platform.stackStates()).toEqual({});
});
