import type { LocalPlatform } from '../local-platform';
import type { Expected } from './expected';
import { securityGroupNames, subnetNames, subnetsOf, tagsOf } from './names';

/** GPU workstations and the fleet. */
export function training(expected: Expected, platform: () => LocalPlatform): void {
  describe('fleet', () => {
    const { fleet } = expected;

    test('sizes, places and health checks', async () => {
      const found = await group();
      expect([found.MinSize, found.MaxSize, found.DesiredCapacity]).toEqual(fleet.sizes);
      expect(await subnetsOf(platform(), found)).toEqual(fleet.subnets);
      expect(found).toMatchObject({
        HealthCheckType: 'EC2',
        HealthCheckGracePeriod: 300,
        TerminationPolicies: ['OldestInstance'],
        CapacityRebalance: true,
      });
      if (fleet.groupName) expect(found.AutoScalingGroupName).toBe(fleet.groupName);
    });

    test('launches Spot Instances only, by price and capacity', async () => {
      const { InstancesDistribution, LaunchTemplate } = (await group()).MixedInstancesPolicy!;
      expect(InstancesDistribution).toMatchObject({
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: 0,
        SpotAllocationStrategy: 'price-capacity-optimized',
      });
      expect(InstancesDistribution!.SpotMaxPrice).toBe(fleet.spotMaxPrice);
      expect(LaunchTemplate!.Overrides!.map(({ InstanceType }) => InstanceType)).toEqual(fleet.instanceTypes);
    });

    test('scales out in the morning of working days, and in to zero every evening', async () => {
      const { AutoScalingGroupName } = await group();
      const { ScheduledUpdateGroupActions } = await platform().aws.autoScaling.describeScheduledActions({
        AutoScalingGroupName,
      });
      const schedules = ScheduledUpdateGroupActions!.map(
        ({ Recurrence, TimeZone, MinSize, MaxSize, DesiredCapacity }) =>
          `${Recurrence} ${TimeZone}: ${MinSize} to ${MaxSize}, now ${DesiredCapacity}`,
      );
      expect(schedules.sort()).toEqual([
        `0 20 * * * ${fleet.timeZone}: 0 to 10, now 0`,
        `0 8 * * MON-FRI ${fleet.timeZone}: 2 to 10, now 4`,
      ]);
    });

    test('has the tags on its instances', async () => {
      const { Tags } = await group();
      const given = Tags!.filter(({ PropagateAtLaunch }) => PropagateAtLaunch);
      expect(tagsOf(given)).toEqual({
        ...fleet.tags,
        Project: 'ML-Platform',
        CostCenter: 'AI-Research',
        Environment: platform().environment,
        ManagedBy: 'CDK',
        'ml-platform:owner': `${platform().stackName('Training')}/Fleet/default`,
      });
    });

    test('has the launch template on its instances', async () => {
      const { LaunchTemplate } = (await group()).MixedInstancesPolicy!;
      const { LaunchTemplateId, Version } = LaunchTemplate!.LaunchTemplateSpecification!;
      await expectTrainingMachine(LaunchTemplateId!, Version!);
    });

    async function group() {
      const name = await platform().only('Training', 'AWS::AutoScaling::AutoScalingGroup');
      const { AutoScalingGroups } = await platform().aws.autoScaling.describeAutoScalingGroups({
        AutoScalingGroupNames: [name],
      });
      return AutoScalingGroups![0]!;
    }
  });

  test('there are these workstations', async () => {
    expect(Object.keys(await instancesByName()).sort()).toEqual(Object.keys(expected.workstations).sort());
  });

  describe.each(Object.entries(expected.workstations))('workstation %s', (name, wanted) => {
    test(`is bought ${wanted.isSpot ? 'as a Spot Instance that stops when it is interrupted' : 'on demand'}`, async () => {
      const instance = (await instancesByName())[name]!;
      expect([instance.InstanceType, instance.InstanceLifecycle, instance.State!.Name]).toEqual([
        wanted.instanceType,
        wanted.isSpot ? 'spot' : undefined,
        'running',
      ]);
      if (!wanted.isSpot) return;
      const { SpotInstanceRequests } = await platform().aws.ec2.describeSpotInstanceRequests({
        SpotInstanceRequestIds: [instance.SpotInstanceRequestId!],
      });
      expect(SpotInstanceRequests).toMatchObject([
        { Type: 'persistent', InstanceInterruptionBehavior: 'stop', State: 'active' },
      ]);
      if (wanted.spotMaxPrice)
        expect(Number(SpotInstanceRequests![0]!.SpotPrice)).toBe(Number(wanted.spotMaxPrice));
    });

    test('is in its subnet, with the role of training', async () => {
      const instance = (await instancesByName())[name]!;
      const { SubnetId, SecurityGroups, IamInstanceProfile, Monitoring } = instance;
      const groups = await securityGroupNames(platform());
      expect({
        subnet: (await subnetNames(platform()))[SubnetId!],
        groups: SecurityGroups!.map(({ GroupId }) => groups[GroupId!]),
        monitoring: Monitoring!.State,
      }).toEqual({ subnet: wanted.subnet, groups: ['GPU-Training-SG'], monitoring: 'enabled' });
      const profiles = await platform().physicalIds('Identity', 'AWS::IAM::InstanceProfile');
      const [, profile] = Object.entries(profiles).find(([id]) => id.startsWith('Training'))!;
      expect(IamInstanceProfile!.Arn!.split('/').at(-1)).toBe(profile);
      expect(instance.MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    });

    test('is reachable from the internet by its Elastic IP address only', async () => {
      const { InstanceId, PublicIpAddress } = (await instancesByName())[name]!;
      const { Addresses } = await platform().aws.ec2.describeAddresses({});
      const own = Addresses!.filter((address) => address.InstanceId === InstanceId);
      expect(own.map(({ Tags }) => tagsOf(Tags)['Name'])).toEqual(wanted.address ? [wanted.address] : []);
      // The emulator returns an empty address where AWS omits it.
      expect(PublicIpAddress || undefined).toBe(own[0]?.PublicIp);
      if (wanted.address) {
        expect((await platform().outputs('Training'))['GpuInstanceIp']).toBe(own[0]!.PublicIp);
      }
    });

    test('has an encrypted root volume of 500 GiB', async () => {
      const { BlockDeviceMappings } = (await instancesByName())[name]!;
      const { Volumes } = await platform().aws.ec2.describeVolumes({
        VolumeIds: BlockDeviceMappings!.map(({ Ebs }) => Ebs!.VolumeId!),
      });
      expect(Volumes).toMatchObject([
        { Size: 500, VolumeType: 'gp3', Iops: 3000, Throughput: 125, Encrypted: true },
      ]);
    });

    test('has the settings of its launch template', async () => {
      const tags = tagsOf((await instancesByName())[name]!.Tags);
      await expectTrainingMachine(tags['aws:ec2launchtemplate:id']!, tags['aws:ec2launchtemplate:version']!);
    });
  });

  test('data volumes are encrypted, and instances of the project may attach them', async () => {
    const ids = Object.values(await platform().physicalIds('Training', 'AWS::EC2::Volume'));
    const { Volumes } = await platform().aws.ec2.describeVolumes({ VolumeIds: ids });
    const names = Object.values(expected.workstations).flatMap(({ dataVolume }) => dataVolume ?? []);
    expect(Volumes!.map(({ Tags }) => tagsOf(Tags)['Name'])).toEqual(names);
    for (const { Tags, ...volume } of Volumes!) {
      expect(volume).toMatchObject({
        Size: 1000,
        VolumeType: 'gp3',
        Iops: 3000,
        Throughput: 125,
        Encrypted: true,
        AvailabilityZone: 'us-west-2a',
      });
      expect(tagsOf(Tags)['Project']).toBe('ML-Platform');
    }
  });

  async function instancesByName() {
    const ids = Object.values(await platform().physicalIds('Training', 'AWS::EC2::Instance'));
    const { Reservations } = await platform().aws.ec2.describeInstances({ InstanceIds: ids });
    const instances = Reservations!.flatMap(({ Instances }) => Instances!);
    return Object.fromEntries(instances.map((each) => [tagsOf(each.Tags)['Name']!, each]));
  }

  /** Settings that fleet and workstations share. */
  async function expectTrainingMachine(LaunchTemplateId: string, version: string): Promise<void> {
    const { LaunchTemplateVersions } = await platform().aws.ec2.describeLaunchTemplateVersions({
      LaunchTemplateId,
      Versions: [version],
    });
    const data = LaunchTemplateVersions![0]!.LaunchTemplateData!;
    expect(data).toMatchObject({
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      Monitoring: { Enabled: true },
      EbsOptimized: true,
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/xvda',
          Ebs: { VolumeSize: 500, VolumeType: 'gp3', Iops: 3000, Throughput: 125, Encrypted: true },
        },
      ],
    });
    expect(data.ImageId).toMatch(/^resolve:ssm:\/aws\/service\/deeplearning\/ami\//);
    const groups = await securityGroupNames(platform());
    expect(data.SecurityGroupIds!.map((id) => groups[id])).toEqual(['GPU-Training-SG']);
    for (const { Tags } of data.TagSpecifications!) expect(tagsOf(Tags)['Project']).toBe('ML-Platform');
    expect(Buffer.from(data.UserData!, 'base64').toString()).toMatch(/^#!\/bin\/bash/);
  }
}
