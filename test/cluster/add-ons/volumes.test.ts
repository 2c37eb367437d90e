import { list } from '../../template-json';
import { clusterStack } from '../cluster-stack';
import { addOns, objects } from './manifests';

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const production = clusterStack();

test('a claim that names no class gets an encrypted gp3 volume in the zone of its pod', () => {
  expect(objects(production, 'StorageClass')).toEqual([
    expect.objectContaining({
      metadata: expect.objectContaining({
        name: 'encrypted-gp3',
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      }),
      provisioner: 'ebs.csi.aws.com',
      parameters: { type: 'gp3', encrypted: 'true' },
      allowVolumeExpansion: true,
      volumeBindingMode: 'WaitForFirstConsumer',
    }),
  ]);
});

test('with a key of the user the volumes have it, and another key makes another class, since classes cannot change', () => {
  const [keyed] = objects(clusterStack({}, 'production', KEY), 'StorageClass');
  expect(keyed!['parameters']).toEqual({ type: 'gp3', encrypted: 'true', kmsKeyId: KEY });
  const others = [production, clusterStack({}, 'production', KEY.replace('1234abcd', '5678abcd'))].map(
    (stack) => objects(stack, 'StorageClass')[0]!,
  );
  for (const field of ['id', 'metadata'] as const) {
    const names = [keyed!, ...others].map((each) => JSON.stringify(each[field]));
    expect(new Set(names).size).toBe(3);
  }
});

test('snapshots have a default class, which is applied after the add-on with its definition', () => {
  const [snapshots] = objects(production, 'VolumeSnapshotClass');
  expect(snapshots).toMatchObject({ driver: 'ebs.csi.aws.com', deletionPolicy: 'Delete' });
  const controller = production.ofType('AWS::EKS::Addon').find(({ resource }) => {
    return resource.Properties['AddonName'] === 'snapshot-controller';
  })!;
  expect(list(production.Resources[snapshots!.id]!.DependsOn)).toContain(controller.id);
});

test('the definitions of snapshots, and so the snapshots, stay when the controller is switched off', () => {
  expect(addOns(production)['snapshot-controller']).toMatchObject({ PreserveOnDelete: true });
});

test('the lesson has the class of EKS 1.28, and no snapshots', () => {
  const lesson = clusterStack({}, 'lesson');
  expect(objects(lesson, 'StorageClass')).toEqual([]);
  expect(addOns(lesson)).not.toHaveProperty('snapshot-controller');
});

test('without the driver there is neither its role nor a class', () => {
  const without = clusterStack({
    cluster: { addOns: { ebsCsiDriver: { enabled: false }, snapshotController: { enabled: false } } },
  });
  expect(Object.keys(addOns(without))).not.toContain('aws-ebs-csi-driver');
  expect(objects(without, 'StorageClass')).toEqual([]);
  expect(without.ofType('AWS::IAM::Role').map(({ id }) => id)).not.toContainEqual(
    expect.stringContaining('StorageRole'),
  );
});

test('an add-on with a role has its rights from its first to its last moment', () => {
  const withRole = production
    .ofType('AWS::EKS::Addon')
    .filter(({ resource }) => resource.Properties['PodIdentityAssociations']);
  expect(withRole.length).toBeGreaterThan(0);
  for (const { id, resource } of withRole) {
    const [{ RoleArn }] = list<any>(resource.Properties['PodIdentityAssociations']) as [any];
    const role = RoleArn['Fn::GetAtt'][0] as string;
    const policies = production
      .ofType('AWS::IAM::Policy')
      .filter(({ resource: policy }) => JSON.stringify(policy.Properties['Roles']).includes(role));
    for (const needed of [role, ...policies.map((policy) => policy.id)])
      expect([id, list(resource.DependsOn)]).toEqual([id, expect.arrayContaining([needed])]);
  }
});
