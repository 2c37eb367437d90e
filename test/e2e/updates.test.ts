import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { EVERY_FLEET_OPTION } from '../every-fleet-option';
import { STATEFUL } from '../stateful-types';
import { LocalPlatform } from './local-platform';
import { physicalIdOf } from './resources/names';

const WITH_STATE = ['Network', 'Storage', 'Training', 'Cluster', 'Inference'] as const;

/** Sizes, times and limits, an alarm, and fleets with options that are added and removed. */
const UPDATE = {
  storage: { artifacts: { experimentsExpireAfterDays: 120 } },
  training: {
    workstations: { default: { dataVolume: { sizeGiB: 1500, throughputMiBps: 250 } } },
    fleets: {
      ...EVERY_FLEET_OPTION,
      default: {
        max: 12,
        checkpointSeconds: 90,
        idle: { gpuPercent: 10, minutes: 90 },
        schedules: { 'scale-up-business-hours': { desired: 6 } },
      },
    },
  },
  cluster: { nodeGroups: { gpu: { max: 14 } } },
  inference: { services: { model: { scaling: { min: 2, max: 10 } } } },
  observability: { monthlyBudgetUsd: 12_000 },
};

describe.each(['production', 'lesson'] as const)('%s', (environment) => {
  let platform: LocalPlatform;
  let first: string;
  let stateBefore: Record<string, string>[];

  beforeAll(async () => {
    platform = await LocalPlatform.open(environment);
    first = await platform.synthesize();
    await platform.deploy(first);
    stateBefore = await state();
  });
  afterAll(() => platform?.close());

  function state(): Promise<Record<string, string>[]> {
    return Promise.all(WITH_STATE.map((id) => platform.physicalIds(id, ...STATEFUL)));
  }

  function group(): Promise<string> {
    return physicalIdOf(platform, 'Training', 'AWS::AutoScaling::AutoScalingGroup', 'Fleetsdefault');
  }

  test('changes settings in place, and objects survive', async () => {
    const { ArtifactsBucket: Bucket } = await platform.outputs('Storage');
    await platform.aws.s3.send(
      new PutObjectCommand({ Bucket, Key: 'experiments/1/model.pt', Body: 'weights' }),
    );
    const instances = await platform.physicalIds('Training', 'AWS::EC2::Instance');

    await platform.deploy(await platform.synthesize(UPDATE));

    expect(await state()).toMatchObject(stateBefore);
    expect(await platform.physicalIds('Training', 'AWS::EC2::Instance')).toEqual(instances);
    const { Body } = await platform.aws.s3.send(
      new GetObjectCommand({ Bucket, Key: 'experiments/1/model.pt' }),
    );
    expect(await Body?.transformToString()).toBe('weights');
    expect(await platform.readBack()).toEqual([]);
    // The read-back compares with the new templates; these assertions check the templates themselves.
    const { AutoScalingGroups } = await platform.aws.autoScaling.describeAutoScalingGroups({
      AutoScalingGroupNames: [await group()],
    });
    expect(AutoScalingGroups?.[0]?.MaxSize).toBe(12);
    const { LifecycleHooks } = await platform.aws.autoScaling.describeLifecycleHooks({
      AutoScalingGroupName: await group(),
    });
    expect(LifecycleHooks).toMatchObject([{ HeartbeatTimeout: 90, DefaultResult: 'CONTINUE' }]);
    const { ScalableTargets } = await platform.aws.applicationAutoScaling.describeScalableTargets({
      ServiceNamespace: 'ecs',
    });
    expect(ScalableTargets).toEqual([expect.objectContaining({ MinCapacity: 2, MaxCapacity: 10 })]);
    const { Volumes } = await platform.aws.ec2.describeVolumes({
      VolumeIds: [await platform.only('Training', 'AWS::EC2::Volume')],
    });
    expect(Volumes?.[0]).toMatchObject({ Size: 1500, Throughput: 250 });
  });

  test('changes the tags of everything in place', async () => {
    const tagged = { ...UPDATE, tags: { CostCenter: 'Vision-Research' } };
    await platform.deploy(await platform.synthesize(tagged));

    expect(await state()).toMatchObject(stateBefore);
    // Every type that accepts tags, and every handler that changes one in place.
    expect(await platform.readBack()).toEqual([]);
  });

  // The handlers that fail and roll back are the same in both.
  if (environment === 'production') {
    test('rolls back to the previous state when a resource fails', async () => {
      const { EksClusterName: clusterName } = await platform.outputs('Cluster');
      const maximum = async () => {
        const [group] = Object.entries(await platform.physicalIds('Cluster', 'AWS::EKS::Nodegroup')).filter(
          ([id]) => id.startsWith('NodeGroupsgpu'),
        );
        const nodegroupName = group![1].split('/').at(-1);
        const { nodegroup } = await platform.aws.eks.describeNodegroup({ clusterName, nodegroupName });
        return nodegroup?.scalingConfig?.maxSize;
      };
      expect(await maximum()).toBe(14);
      // A user gave this service account a role manually. A second association of it is refused.
      const serviceAccount = { namespace: 'ml', name: 'notebook' };
      await platform.aws.eks.createPodIdentityAssociation({
        clusterName,
        namespace: serviceAccount.namespace,
        serviceAccount: serviceAccount.name,
        roleArn: 'arn:aws:iam::000000000000:role/by-hand',
      });
      const templates = await platform.synthesize({
        ...UPDATE,
        cluster: {
          nodeGroups: { gpu: { max: 16 } },
          serviceAccounts: [{ namespace: 'ml', name: 'ml-workload' }, serviceAccount],
        },
      });

      const deploy = ['deploy', '--app', templates, 'Cluster', '--exclusively'];
      const { exitCode, output } = await platform.tryCdk(deploy);

      expect(exitCode).toBe(1);
      expect(output).toContain('Association already exists for service account notebook');
      expect((await platform.stackStates())[platform.stackName('Cluster')]).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await state()).toMatchObject(stateBefore);
      expect(await maximum()).toBe(14);
    });
  }
});
