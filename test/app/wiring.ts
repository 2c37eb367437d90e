import { CfnResource, TagManager } from 'aws-cdk-lib';
import { list, STACKS, synthesize, type EnvironmentName, type StackId } from '../synthesized';

/** What each stack may take values from: the wiring rules of docs/architecture.md. */
const UPSTREAM: Record<StackId, StackId[]> = {
  Network: [],
  Storage: [],
  Identity: ['Storage'],
  Training: ['Network', 'Storage', 'Identity'],
  Cluster: ['Network', 'Storage', 'Identity'],
  Inference: ['Network', 'Storage', 'Identity'],
  Observability: ['Storage', 'Training', 'Cluster', 'Inference'],
};

/** How the stacks hang together. */
export function wiring(environment: EnvironmentName): void {
  const platform = synthesize(environment);
  const { all, ofType } = platform;

  test('has exactly the seven stacks, named for project and environment', () => {
    expect(platform.assembly.stacks.map(({ id }) => id).sort()).toEqual([...STACKS].sort());
    expect(platform.assembly.stacks.map(({ stackName }) => stackName)).toContain(
      `ml-platform-${environment}-network`,
    );
  });

  test.each(STACKS)('%s needs only the stacks before it', (stack) => {
    const text = JSON.stringify(platform.json(stack));
    const used = [...text.matchAll(/"StackName":"([^"]+)","OutputName":"([^"]+)"/g)].map(
      ([, name, output]) => {
        const producer = STACKS.find((id) => platform.assembly.getStackArtifact(id).stackName === name)!;
        // The value must be there once the producer is deployed.
        expect(Object.keys(platform.json(producer).Outputs ?? {})).toContain(output);
        return producer;
      },
    );
    const declared = platform.assembly
      .getStackArtifact(stack)
      .dependencies.map(({ id }) => id as StackId)
      .filter((id) => STACKS.includes(id));
    for (const producer of [...used, ...declared]) expect(UPSTREAM[stack]).toContain(producer);
    // The CDK deploys what is declared first: every use has to be among it, at once or through others.
    const reachable = new Set(declared.flatMap((id) => [id, ...UPSTREAM[id]]));
    for (const producer of used) expect([...reachable]).toContain(producer);
  });

  test('says nothing at synth but, in the lesson, what AWS no longer offers', () => {
    const messages = platform.assembly.stacks.flatMap((stack) =>
      stack.messages.map(({ entry }) => JSON.stringify(entry.data)),
    );
    const isExpected = (message: string) => /cannot be (launched any more|created); use /.test(message);
    expect(messages.filter((message) => !isExpected(message))).toEqual([]);
    expect(messages.length > 0).toBe(environment === 'lesson');
  });

  test('holds no export that a later deploy could be stuck on, but the one that protects the cluster', () => {
    for (const stack of STACKS) {
      const exported = Object.entries(platform.json(stack).Outputs ?? {}).filter(
        ([, output]) => 'Export' in output,
      );
      expect(exported.map(([id]) => id)).toEqual(
        stack === 'Identity' ? [expect.stringMatching(/^ExportsOutputFnGetAttCluster[0-9A-F]{8}Arn/)] : [],
      );
    }
  });

  test('stays below 500 resources a stack', () => {
    for (const stack of STACKS)
      expect(Object.keys(platform.json(stack).Resources).length).toBeLessThanOrEqual(500);
  });

  test('tags everything that takes tags', () => {
    const wanted = {
      Project: 'ML-Platform',
      ManagedBy: 'CDK',
      Environment: environment,
      CostCenter: 'AI-Research',
    };
    for (const stack of platform.platform.stacks) {
      expect(platform.assembly.getStackArtifact(stack.node.id).tags).toMatchObject(wanted);
      for (const resource of stack.node
        .findAll()
        .filter((construct) => CfnResource.isCfnResource(construct))) {
        const tags = TagManager.of(resource)?.tagValues();
        if (tags)
          expect({ path: resource.node.path, ...tags }).toMatchObject({
            path: resource.node.path,
            ...wanted,
          });
      }
    }
  });

  test('hands the tags on to the machines and volumes of every group', () => {
    for (const { id, resource } of ofType('AWS::AutoScaling::AutoScalingGroup')) {
      const propagated = list<any>(resource.Properties['Tags']).filter(
        ({ PropagateAtLaunch }) => PropagateAtLaunch,
      );
      expect([id, propagated.map(({ Key }) => Key)]).toEqual([
        id,
        expect.arrayContaining(['Project', 'ManagedBy', 'Environment', 'CostCenter']),
      ]);
    }
    for (const { id, resource } of ofType('AWS::EC2::LaunchTemplate')) {
      const specifications = list<any>(resource.Properties['LaunchTemplateData'].TagSpecifications);
      for (const type of ['instance', 'volume']) {
        const found = specifications.find(({ ResourceType }) => ResourceType === type);
        expect([id, type, list<any>(found?.Tags).map(({ Key }) => Key)]).toEqual([
          id,
          type,
          expect.arrayContaining(['Project', 'CostCenter']),
        ]);
      }
    }
  });

  test('stays within the lengths that AWS allows', () => {
    const limits: Record<string, [string, number]> = {
      'AWS::IAM::Role': ['RoleName', 64],
      'AWS::S3::Bucket': ['BucketName', 63],
      'AWS::ElasticLoadBalancingV2::TargetGroup': ['Name', 32],
      'AWS::EKS::Nodegroup': ['NodegroupName', 63],
    };
    for (const { id, resource } of all) {
      const [property, most] = limits[resource.Type] ?? [];
      const name: unknown = property && resource.Properties[property];
      if (typeof name === 'string') expect([id, name.length <= most!]).toEqual([id, true]);
    }
  });
}
