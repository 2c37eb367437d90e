import { merge } from '../../../../lib/config/merge';
import { checkAccounts } from '../../../../lib/config/checks/gcp/accounts';
import { productionGcp } from '../../../../lib/config/environments/gcp';
import { gcpSchema } from '../../../../lib/config/schema/gcp';

const check = (overlay: object) => checkAccounts(gcpSchema.parse(merge(productionGcp, overlay)));

test('production is without problems', () => {
  expect(check({})).toEqual([]);
});

test('refuses nodes with the service account of the instances', () => {
  const serviceAccount = { id: 'ml-gke-nodes' };

  expect(check({ serviceAccount })).toMatchObject([
    { path: 'gcp.serviceAccount.id', message: expect.stringMatching(/use another/) as string },
  ]);
  expect(check({ serviceAccount, cluster: null })).toEqual([]);
});

test('refuses a fleet scheduler with the service account of the instances', () => {
  const serviceAccount = { id: 'ml-fleet-schedules' };

  expect(check({ serviceAccount, cluster: null })).toMatchObject([{ path: 'gcp.serviceAccount.id' }]);
  expect(check({ serviceAccount, fleets: { a100: null } })).toEqual([]);
});

test('a Kubernetes service account that is listed twice is refused', () => {
  const twice = { namespace: 'ml', name: 'job' };
  const { error } = gcpSchema.safeParse(
    merge(productionGcp, { cluster: { serviceAccounts: [twice, twice] } }),
  );

  expect(error?.issues).toMatchObject([
    { path: ['cluster', 'serviceAccounts', 1], message: 'it repeats entry 0: remove one' },
  ]);
});
