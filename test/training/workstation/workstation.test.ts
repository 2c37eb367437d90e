import { build, list, type Templates } from '../../synthesized';

const workstation = (config: object) =>
  build('production', { training: { workstations: { default: config } } });
const launchTemplates = ({ ofType }: Templates, part: string) =>
  ofType('AWS::EC2::LaunchTemplate')
    .filter(({ id }) => id.startsWith(`Training/${part}`))
    .map(({ resource }) => resource.Properties['LaunchTemplateData']);

describe('a workstation', () => {
  test('of another zone begins with the data of a snapshot, and the old volume stays', () => {
    const moved = build('production', {
      training: {
        workstations: {
          default: null,
          'default-b': {
            instanceType: 'g6e.xlarge',
            zone: 'b',
            dataVolume: { sizeGiB: 1000, snapshotId: 'snap-0123456789abcdef0' },
          },
        },
      },
    });
    const [old] = build('production').ofType('AWS::EC2::Volume');
    const [volume] = moved.ofType('AWS::EC2::Volume');
    expect(volume!.id).not.toBe(old!.id);
    expect(old!.resource.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(volume!.resource.Properties).toMatchObject({
      AvailabilityZone: 'us-west-2b',
      SnapshotId: 'snap-0123456789abcdef0',
      Encrypted: true,
    });
  });

  describe('on a persistent Spot request', () => {
    const platform = workstation({ market: 'spot' });
    const only = (type: string) => platform.ofType(type)[0]!;
    const idOf = (type: string) => only(type).id.split('/')[1];

    test('tags the request, so that it is found in any case', () => {
      const [data] = launchTemplates(platform, 'Workstations');
      const owner = {
        Key: 'ml-platform:owner',
        Value: 'ml-platform-production-training/Workstation/default',
      };
      const specifications = list<any>(data.TagSpecifications);
      expect(specifications.map(({ ResourceType }) => ResourceType)).toEqual([
        'instance',
        'volume',
        'spot-instances-request',
      ]);
      for (const kind of [0, 2]) expect(specifications[kind].Tags).toEqual(expect.arrayContaining([owner]));
      expect(only('Custom::SpotRequestGuard').resource.Properties['Owner']).toBe(owner.Value);
    });

    test('has a guard that is there before the instance, and so goes after it', () => {
      expect(only('AWS::EC2::Instance').resource.DependsOn).toContain(idOf('Custom::SpotRequestGuard'));
    });

    test('cancels the request of an instance before the instance goes', () => {
      expect(only('Custom::SpotRequest').resource.Properties['InstanceId']).toEqual({
        Ref: idOf('AWS::EC2::Instance'),
      });
    });

    test('may end what the workstations of the stack have, and nothing else', () => {
      const statements = platform
        .ofType('AWS::IAM::Policy')
        .filter(({ id }) => id.startsWith('Training/SpotRequests'))
        .flatMap(({ resource }) => list<any>(resource.Properties['PolicyDocument'].Statement));
      expect(statements.find(({ Sid }) => Sid === 'EndRequests')).toMatchObject({
        Action: ['ec2:CancelSpotInstanceRequests', 'ec2:TerminateInstances'],
        Condition: {
          StringLike: {
            'aws:ResourceTag/ml-platform:owner': 'ml-platform-production-training/Workstation/*',
          },
        },
      });
    });
  });

  test('is launched last, when fleets and all that handles interruptions are there', () => {
    const { resource } = build('production')
      .ofType('AWS::EC2::Instance')
      .find(({ stack }) => stack === 'Training')!;
    expect(resource.DependsOn).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^FleetsdefaultGroupASG/),
        expect.stringMatching(/^InterruptionsFunction/),
        expect.stringMatching(/^InterruptionsMachines/),
      ]),
    );
  });

  test('is on demand by default: nothing is spot, and nothing needs cancelling', () => {
    const platform = workstation({});
    expect(launchTemplates(platform, 'Workstations')[0].InstanceMarketOptions).toBeUndefined();
    expect(platform.ofType('Custom::SpotRequestGuard', 'Custom::SpotRequest')).toEqual([]);
  });
});
