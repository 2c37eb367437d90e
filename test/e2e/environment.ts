import type { EnvironmentName } from '../synthesized';
import { STACKS } from '../stack-ids';
import { KEPT, KEPT_IN_CLUSTER } from './kept';
import { LocalPlatform } from './local-platform';
import { remaining } from './remaining';
import { resources } from './resources';
import { EXPECTED } from './resources/expected';

/** The results of a deploy that a user sees. */
export function environment(name: EnvironmentName): void {
  const { objects: wantedObjects, releases: wantedReleases } = EXPECTED[name]!.cluster;
  let platform: LocalPlatform;
  let templates: string;
  let before: string[];

  beforeAll(async () => {
    platform = await LocalPlatform.open(name);
    before = await remaining(platform.aws);
    templates = await platform.synthesize();
    await platform.deploy(templates);
  });
  afterAll(() => platform?.close());

  test('creates all stacks', async () => {
    expect(await platform.stackStates()).toEqual(
      Object.fromEntries(STACKS.map((id) => [platform.stackName(id), 'CREATE_COMPLETE'])),
    );
  });

  test('has all resources in the account as in the templates', async () => {
    expect(await platform.readBack()).toEqual([]);
  });

  test('has the outputs of the lesson', async () => {
    const [storage, training, cluster] = [
      await platform.outputs('Storage'),
      await platform.outputs('Training'),
      await platform.outputs('Cluster'),
    ];
    const { cluster: described } = await platform.aws.eks.describeCluster({
      name: cluster['EksClusterName'],
    });
    expect(cluster['EksClusterEndpoint']).toBe(described?.endpoint);
    expect(cluster['ConfigureKubectl']).toContain(
      `aws eks update-kubeconfig --region us-west-2 --name ${cluster['EksClusterName']}`,
    );
    const { Buckets } = await platform.aws.s3.listBuckets({});
    const names = Buckets!.map(({ Name }) => Name);
    expect(names).toEqual(expect.arrayContaining([storage['DatasetsBucket'], storage['ModelsBucket']]));
    if (name === 'lesson') {
      const { Addresses } = await platform.aws.ec2.describeAddresses({});
      expect(Addresses!.map(({ PublicIp }) => PublicIp)).toContain(training['GpuInstanceIp']);
    }
  });

  test('installs in Kubernetes only what is configured', () => {
    const calls = platform.recordedCalls().filter(({ program }) => program !== 'aws');
    const of = (program: string) => calls.filter((call) => call.program === program);
    const objects = of('kubectl').flatMap(({ arguments: [verb], files }) => {
      expect(verb).toMatch(/^(apply|create)$/);
      // The function writes one object after the other.
      const array = `[${Object.values(files)[0]!.replaceAll('}{', '},{')}]`;
      return JSON.parse(array) as { kind: string; metadata: { name: string } }[];
    });
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names.sort()).toEqual([...wantedObjects].sort());
    const releases = of('helm').map(({ arguments: [verb, release] }) => `${verb} ${release}`);
    expect(releases.sort()).toEqual(wantedReleases.map((each) => `upgrade ${each}`).sort());
    const values = (name: string) => {
      const call = of('helm').find(({ arguments: [, release] }) => release === name)!;
      return JSON.parse(Object.values(call.files).at(-1)!) as unknown;
    };
    expect(values('cluster-autoscaler')).toMatchObject({
      awsRegion: 'us-west-2',
      autoDiscovery: { clusterName: 'ml-platform-cluster' },
    });
    // It has to run on every GPU node, whatever its taints.
    expect(values('nvidia-device-plugin')).toMatchObject({
      tolerations: expect.arrayContaining([
        expect.objectContaining({ key: 'workload' }),
        expect.objectContaining({ key: 'nvidia.com/gpu' }),
      ]),
    });
  });

  resources(name, () => platform);

  test('changes nothing on a second deploy', async () => {
    const output = await platform.deploy(templates);
    expect(output.match(/\(no changes\)/g)).toHaveLength(STACKS.length);
  });

  test('has no difference to the templates', async () => {
    const output = await platform.cdk(['diff', '--app', templates]);
    expect(output).toContain('Number of stacks with differences: 0');
  });

  test('a delete of Network, which begins with the users of its values, changes nothing', async () => {
    const states = await platform.stackStates();
    const { exitCode, output } = await platform.tryCdk(['destroy', '--app', templates, '--force', 'Network']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/cannot be deleted while TerminationProtection is enabled/);
    expect(await platform.stackStates()).toEqual(states);
    expect(await platform.readBack()).toEqual([]);
  });

  test('has no drift, and everything but custom resources is checked', async () => {
    const output = await platform.cdk(['drift', '--app', templates, '--verbose']);
    expect(output).toContain('Number of resources with drift: 0');
    const sections = [...output.matchAll(/Unchecked Resources\n((?:\[ \] .*\n)+)/g)];
    const unchecked = sections.flatMap(([, lines]) => lines!.trim().split('\n'));
    expect(unchecked.length).toBeGreaterThan(0);
    expect(unchecked.filter((line) => !/^\[ \] Custom::/.test(line))).toEqual([]);
  });

  test('the read-back finds manual changes', async () => {
    const { autoScaling, ec2, s3 } = platform.aws;
    const { ModelsBucket: Bucket } = await platform.outputs('Storage');
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } });
    const [fleet] = Object.values(
      await platform.physicalIds('Training', 'AWS::AutoScaling::AutoScalingGroup'),
    );
    await autoScaling.updateAutoScalingGroup({ AutoScalingGroupName: fleet, MaxSize: 11 });
    const groups = await platform.physicalIds('Network', 'AWS::EC2::SecurityGroup');
    const [, GroupId] = Object.entries(groups).find(([id]) => id.startsWith('SecurityGroupsTraining'))!;
    await ec2.authorizeSecurityGroupIngress({
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });

    const found = await platform.readBack();

    expect(found).toEqual([
      expect.stringMatching(/SecurityGroupsTraining.* SecurityGroupIngress.*0\.0\.0\.0\/0/),
      expect.stringMatching(
        /Models.* VersioningConfiguration\.Status: expected "Enabled", account has "Suspended"/,
      ),
      expect.stringMatching(/Fleetsdefault.* MaxSize: expected "?10"?, account has "?11"?/),
    ]);
    // CloudFormation compares what the template sets: rules of this security group in the lesson only.
    const drift = await platform.cdk(['drift', '--app', templates]);
    expect(drift).toContain(`Number of resources with drift: ${name === 'lesson' ? 3 : 2}`);
  });

  test('leaves only the kept resources behind when it is deleted', async () => {
    const { EksClusterName: cluster } = await platform.outputs('Cluster');
    const deployed = Object.assign({}, ...(await Promise.all(STACKS.map((id) => platform.physicalIds(id)))));
    const ids = await stackIds();

    // Refused until a user removes the protection: the runbook, "Remove a stack".
    await platform.aws.eks.updateClusterConfig({ name: cluster, deletionProtection: false });
    await platform.destroy(templates);

    expect(await platform.stackStates()).toEqual({});
    const skipped = (await Promise.all(ids.map((id) => platform.keptBy(id)))).flat();
    const kept = skipped.filter((id) => !KEPT_IN_CLUSTER.test(id));
    const left = (await remaining(platform.aws)).filter((id) => !before.includes(id));
    expect(left).toEqual(kept.map((logicalId) => deployed[logicalId]).sort());
    expect(kept.sort()).toEqual(KEPT);
  });

  async function stackIds(): Promise<string[]> {
    const { Stacks = [] } = await platform.aws.cloudFormation.describeStacks({});
    return Stacks.map(({ StackId }) => StackId!);
  }
}
