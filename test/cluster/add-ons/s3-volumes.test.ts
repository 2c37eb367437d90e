import { list } from '../../template-json';
import { clusterStack } from '../cluster-stack';
import { addOns, objects } from './manifests';

const production = clusterStack();
const volumes = (mountpointS3: object = {}) =>
  objects(clusterStack({ cluster: { addOns: { mountpointS3 } } }), 'PersistentVolume');

test('every bucket is a volume of one claim of the namespace, which others cannot take', () => {
  const found = objects(production, 'PersistentVolume');
  const names = ['datasets', 'models', 'artifacts'];
  expect(found.map(({ spec }) => spec.claimRef)).toEqual(
    names.map((name) => ({ namespace: 'ml', name: `s3-${name}` })),
  );
  expect(found.map(({ spec }) => spec.csi.volumeAttributes.bucketName)).toEqual(names);
  // With a class, Kubernetes would look for a claim of that class.
  for (const { spec } of found) expect(spec).toMatchObject({ storageClassName: '' });
  expect(new Set(found.map(({ spec }) => spec.csi.volumeHandle)).size).toBe(3);
});

test('datasets and models are read only, artifacts can be written by a user that is not root', () => {
  const options = volumes({ userId: 2000 }).map(({ spec }) => spec.mountOptions as string[]);
  for (const each of options)
    expect(each).toEqual(expect.arrayContaining(['region us-west-2', 'allow-other']));
  expect(options.map((each) => each.includes('read-only'))).toEqual([true, true, false]);
  expect(options[2]).toEqual(expect.arrayContaining(['uid=2000', 'gid=2000', 'allow-overwrite']));
});

test('namespaces are those of the service accounts, or those of the configuration', () => {
  const names = volumes({ namespaces: ['vision', 'speech'] }).map(({ metadata }) => metadata.name);
  expect(names).toEqual(
    ['vision', 'speech'].flatMap((namespace) =>
      ['datasets', 'models', 'artifacts'].map((bucket) => `s3-${bucket}-${namespace}`),
    ),
  );
});

test('the driver reads all buckets, writes artifacts, and deletes nothing', () => {
  const policy = production.ofType('AWS::IAM::Policy').find(({ id }) => id.startsWith('AddOnsS3Role'))!;
  const statements = list<any>(policy.resource.Properties['PolicyDocument'].Statement);
  const actions = statements.flatMap(({ Action }) => list<string>(Action));
  expect(actions.filter((action) => /Delete|\*/.test(action))).toEqual([]);
  const resources = (action: string) =>
    JSON.stringify(statements.find(({ Action }) => list(Action).includes(action)).Resource);
  for (const name of ['datasets', 'models', 'artifacts']) {
    expect(resources('s3:GetObject')).toContain(name);
    expect(resources('s3:PutObject').includes(name)).toBe(name === 'artifacts');
  }
  expect(actions).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']));
});

test('the driver runs on nodes with any taint, with its own role', () => {
  const driver = addOns(production)['aws-mountpoint-s3-csi-driver']!;
  expect(JSON.parse(driver['ConfigurationValues'] as string)).toEqual({ node: { tolerateAllTaints: true } });
  expect(driver['PodIdentityAssociations']).toEqual([
    expect.objectContaining({ ServiceAccount: 's3-csi-driver-sa' }),
  ]);
});

test('volumes in use do not hold up a deploy that removes them: they stay', () => {
  const [{ id }] = objects(production, 'PersistentVolume') as [{ id: string }];
  const { DeletionPolicy, Properties } = production.Resources[id]!;
  expect(DeletionPolicy).toBe('RetainExceptOnCreate');
  // They are taken over when the driver is switched on again.
  expect(Properties['Overwrite']).toBe(true);
});

test('without a service account there is the driver for volumes of the user', () => {
  const stack = clusterStack({ cluster: { serviceAccounts: [] } });
  expect(addOns(stack)).toHaveProperty('aws-mountpoint-s3-csi-driver');
  expect(objects(stack, 'PersistentVolume')).toEqual([]);
});
