import { CfnResource, TagManager } from 'aws-cdk-lib';
import {
  list,
  STACKS,
  synthesize,
  type EnvironmentName,
  type StackId,
  type StackOutputReference,
} from '../synthesized';

/** The stacks that each stack may refer to: the wiring rules of docs/architecture.md. */
const UPSTREAM: Record<StackId, StackId[]> = {
  Network: [],
  Storage: [],
  Identity: ['Storage'],
  Training: ['Network', 'Storage', 'Identity'],
  Cluster: ['Network', 'Storage', 'Identity'],
  Inference: ['Network', 'Storage', 'Identity'],
  Observability: ['Storage', 'Training', 'Cluster', 'Inference'],
};

/** All references to outputs of other stacks in a part of a template. */
function references(part: unknown): StackOutputReference[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('Fn::GetStackOutput' in part) return [part as StackOutputReference];
  return Object.values(part).flatMap(references);
}

/** How the stacks depend on each other. */
export function wiring(environment: EnvironmentName): void {
  const platform = synthesize(environment);
  const { all, ofType } = platform;

  test('has exactly the seven stacks, named after project and environment', () => {
    expect(platform.assembly.stacks.map(({ id }) => id).sort()).toEqual([...STACKS].sort());
    expect(platform.assembly.stacks.map(({ stackName }) => stackName)).toContain(
      `ml-platform-${environment}-network`,
    );
  });

  test.each(STACKS)('%s needs only the stacks before it', (stack) => {
    // Throws for a value that the other stack does not have once it is deployed.
    const used = references(platform.json(stack)).map((reference) => platform.referenced(reference).stack);
    if (UPSTREAM[stack].length > 0) expect(used).not.toEqual([]);
    const declared = platform.assembly
      .getStackArtifact(stack)
      .dependencies.map(({ id }) => id as StackId)
      .filter((id) => STACKS.includes(id));
    for (const producer of [...used, ...declared]) expect(UPSTREAM[stack]).toContain(producer);
    // The CDK deploys declared dependencies first, so every stack in use must be one, directly or through others.
    const reachable = new Set(declared.flatMap((id) => [id, ...UPSTREAM[id]]));
    for (const producer of used) expect([...reachable]).toContain(producer);
  });

  test('prints what its user has to decide, and in the lesson what AWS no longer offers and what zones cost', () => {
    const messages = platform.assembly.stacks.flatMap((stack) =>
      stack.messages.map(({ entry }) => entry.data),
    );
    const decisions = /^cluster.(adminArns: is empty|nodeGroups.gpu.zones: an empty group is imagined in)/;
    const [toDecide, others] = [true, false].map((isDecision) =>
      messages.filter((message) => decisions.test(message as string) === isDecision),
    ) as [unknown[], unknown[]];
    expect(toDecide).toHaveLength(2);
    const expected = /cannot be (launched any more|created); use |costs \$0.01\/GB|does not see the taints/;
    for (const message of others) expect(message).toEqual(expect.stringMatching(expected));
    expect(others.length > 0).toBe(environment === 'lesson');
  });

  test('gives instances, nodes, tasks and the control plane the security group and the role of their kind', () => {
    const from = (stack: StackId, id: RegExp, attribute: string) => ({
      stack,
      value: { 'Fn::GetAtt': [expect.stringMatching(id), attribute] },
    });
    const group = (id: RegExp) => from('Network', id, 'GroupId');
    const role = (id: RegExp) => from('Identity', id, 'Arn');
    const referenced = (values: unknown) => list<any>(values).map(platform.referenced);
    for (const { stack, resource } of ofType('AWS::EC2::LaunchTemplate')) {
      const { SecurityGroupIds: groups, IamInstanceProfile: profile } =
        resource.Properties['LaunchTemplateData'];
      if (stack === 'Training') {
        expect(referenced(groups)).toEqual([group(/^SecurityGroupsTraining/)]);
        expect(platform.referenced(profile.Arn)).toEqual(role(/^TrainingProfile/));
      }
      if (stack === 'Cluster') expect(referenced(groups)).toEqual([group(/^SecurityGroupsNodes/)]);
    }
    const [cluster] = ofType('AWS::EKS::Cluster').map(({ resource }) => resource.Properties);
    expect(referenced(cluster!['ResourcesVpcConfig'].SecurityGroupIds)).toEqual([
      group(/^SecurityGroupsCluster/),
    ]);
    // The only export: ADR 0002.
    expect(cluster!['RoleArn']).toEqual({
      'Fn::ImportValue': expect.stringMatching(/-identity:ExportsOutputFnGetAttCluster[0-9A-F]{8}Arn/),
    });
    for (const { resource } of ofType('AWS::EKS::Nodegroup'))
      expect(platform.referenced(resource.Properties['NodeRole'])).toEqual(role(/^Nodes/));
    for (const { resource } of ofType('AWS::ECS::TaskDefinition'))
      expect(resource.Properties['TaskRoleArn']).toEqual({
        'Fn::GetAtt': [expect.stringMatching(/^Services\w+Role/), 'Arn'],
      });
    const [balancer] = ofType('AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(referenced(balancer?.resource.Properties['SecurityGroups'])).toEqual(
      balancer ? [group(/^SecurityGroupsLoadBalancer/)] : [],
    );
  });

  test('has no exports, which could block a later deploy', () => {
    for (const stack of STACKS) {
      const exported = Object.entries(platform.json(stack).Outputs ?? {}).filter(
        ([, output]) => 'Export' in output,
      );
      expect(exported.map(([id]) => id)).toEqual(
        stack === 'Identity' ? [expect.stringMatching(/^ExportsOutputFnGetAttCluster[0-9A-F]{8}Arn/)] : [],
      );
    }
  });

  test('has no parameter whose value, such as an image, changes between two deploys of one template', () => {
    for (const stack of STACKS) {
      const types = Object.entries(platform.json(stack).Parameters ?? {}).map(([id, { Type }]) => [id, Type]);
      // The version of the bootstrap is compared, and no resource has it.
      expect(types.filter(([id]) => id !== 'BootstrapVersion')).toEqual([]);
    }
  });

  test('has at most 500 resources in a stack', () => {
    for (const stack of STACKS)
      expect(Object.keys(platform.json(stack).Resources).length).toBeLessThanOrEqual(500);
  });

  test('tags every resource that accepts tags', () => {
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

  test('passes the tags on to the instances and volumes of every Auto Scaling group', () => {
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

  test('has no name that is longer than AWS allows', () => {
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
