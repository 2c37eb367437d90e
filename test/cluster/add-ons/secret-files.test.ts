import { clusterStack } from '../cluster-stack';
import { addOns } from './manifests';

test('secrets are files on nodes with any taint, and the add-on itself has no right to read them', () => {
  const stack = clusterStack({ cluster: { addOns: { secretsStore: { enabled: true } } } });
  const driver = addOns(stack)['aws-secrets-store-csi-driver-provider']!;
  expect(JSON.parse(driver['ConfigurationValues'] as string)).toEqual({
    tolerations: [{ operator: 'Exists' }],
  });
  expect(driver['PodIdentityAssociations']).toBeUndefined();
});

test('is off unless it is switched on', () => {
  for (const name of ['production', 'dev', 'lesson'] as const)
    expect(addOns(clusterStack({}, name))).not.toHaveProperty('aws-secrets-store-csi-driver-provider');
});
