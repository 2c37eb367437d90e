import { merge } from '../../lib/config/merge';
import { checkGcp } from '../../lib/config/checks/gcp';
import { productionGcp } from '../../lib/config/environments/gcp';
import { gcpSchema } from '../../lib/config/schema/gcp';
import { environmentNames } from '../synthesized';
import { gcpConfig } from './emitted';

test.each(environmentNames)('the companion of %s has no problems', (environment) => {
  expect(checkGcp(gcpConfig(environment))).toEqual([]);
});

test.each([
  ['project', { project: 'My-Project' }],
  ['project', { project: 'abc' }],
  ['project', { project: 'ends-with-' }],
  ['region', { region: 'us-central' }],
  ['zone', { zone: 'us-central1' }],
  ['state.bucket', { state: { bucket: 'Google Bucket' } }],
  ['network.name', { network: { name: 'ML_VPC' } }],
  ['network.name', { network: { name: 'a'.repeat(49) } }],
  ['network.subnetCidr', { network: { subnetCidr: '10.0.0.1/24' } }],
  ['network.subnetCidr', { network: { subnetCidr: '10.0.0.0/30' } }],
  ['serviceAccount.id', { serviceAccount: { id: 'short' } }],
  ['libraries.packages.0', { libraries: { packages: ["torch'; reboot"] } }],
])('refuses a bad value of %s', (path, overlay) => {
  const { error } = gcpSchema.safeParse(merge(productionGcp, overlay));

  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
