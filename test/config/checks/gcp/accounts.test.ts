import { merge } from '../../../../lib/config/merge';
import { checkAccounts } from '../../../../lib/config/checks/gcp/accounts';
import { productionGcp } from '../../../../lib/config/environments/gcp';
import { gcpSchema } from '../../../../lib/config/schema/gcp';

const check = (overlay: object) => checkAccounts(gcpSchema.parse(merge(productionGcp, overlay)));

test('production is without problems', () => {
  expect(check({})).toEqual([]);
});

test('finds the account of the nodes as that of the instances', () => {
  const serviceAccount = { id: 'ml-gke-nodes' };

  expect(check({ serviceAccount })).toMatchObject([
    { path: 'gcp.serviceAccount.id', message: expect.stringMatching(/use another/) as string },
  ]);
  expect(check({ serviceAccount, cluster: null })).toEqual([]);
});

test('finds the account that sets the size of fleets as that of the instances', () => {
  const serviceAccount = { id: 'ml-fleet-schedules' };

  expect(check({ serviceAccount, cluster: null })).toMatchObject([{ path: 'gcp.serviceAccount.id' }]);
  expect(check({ serviceAccount, fleets: { a100: null } })).toEqual([]);
});

test('finds a Kubernetes service account that is there twice', () => {
  const twice = { namespace: 'ml', name: 'job' };

  expect(check({ cluster: { serviceAccounts: [twice, twice] } })).toMatchObject([
    {
      path: 'gcp.cluster.serviceAccounts.1',
      message: expect.stringMatching(
        /"ml\/job" is also the name that gcp.cluster.serviceAccounts.0/,
      ) as string,
    },
  ]);
});
