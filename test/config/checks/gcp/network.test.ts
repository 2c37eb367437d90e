import { merge } from '../../../../lib/config/merge';
import { checkGcpNetwork } from '../../../../lib/config/checks/gcp/network';
import { devGcp, lessonGcp, productionGcp } from '../../../../lib/config/environments/gcp';
import { gcpSchema } from '../../../../lib/config/schema/gcp';
import { gcpConfig } from '../../../gcp/emitted';

const aws = gcpConfig('production');
const check = (overlay: object, vpc = '10.0.0.0/16') =>
  checkGcpNetwork({
    ...aws,
    gcp: gcpSchema.parse(merge(productionGcp, overlay)),
    network: { ...aws.network, cidr: vpc },
  });
const network = (settings: object) => ({ network: settings });

test.each(Object.entries({ lessonGcp, productionGcp, devGcp }))('%s is without problems', (_, input) => {
  expect(checkGcpNetwork({ ...aws, gcp: gcpSchema.parse(input) })).toEqual([]);
});

test.each([
  [
    'pods in the subnet',
    network({ podsCidr: '10.10.0.0/16' }),
    'gcp.network.podsCidr',
    /10\.10\.0\.0\/16 overlaps gcp\.network\.subnetCidr \(10\.10\.0\.0\/20\); choose a free range/,
  ],
  [
    'services among the pods',
    network({ servicesCidr: '10.64.128.0/20' }),
    'gcp.network.servicesCidr',
    /overlaps gcp\.network\.podsCidr/,
  ],
  [
    'a range of Docker',
    network({ podsCidr: '172.16.0.0/14' }),
    'gcp.network.podsCidr',
    /overlaps 172\.17\.0\.0\/16, which Docker uses/,
  ],
  [
    'a link-local range',
    network({ servicesCidr: '169.254.0.0/20' }),
    'gcp.network.servicesCidr',
    /overlaps 169\.254\.0\.0\/16, which Google refuses/,
  ],
  [
    'the range of Private Google Access',
    network({ subnetCidr: '199.36.152.0/22' }),
    'gcp.network.subnetCidr',
    /overlaps 199\.36\.153\.4\/30, which Google refuses/,
  ],
  [
    'more nodes than pods have addresses for',
    network({ podsCidr: '10.64.0.0/19' }),
    'gcp.network.podsCidr',
    /holds the pods of 32 nodes, but there may be 43; use a larger range/,
  ],
  [
    'fewer addresses of pods than a node takes',
    { ...network({ podsCidr: '10.64.0.0/25' }), cluster: { nodePools: { gpu: null, inference: null } } },
    'gcp.network.podsCidr',
    /holds the pods of 0 nodes/,
  ],
  [
    'more instances than the subnet has addresses for',
    network({ subnetCidr: '10.10.0.0/27' }),
    'gcp.network.subnetCidr',
    /holds 28 addresses, but 15 instances and 43 nodes may need 59/,
  ],
  [
    'more services than GKE takes',
    network({ servicesCidr: '10.96.0.0/12' }),
    'gcp.network.servicesCidr',
    /a size that GKE refuses for services; use a prefix from \/16 to \/27/,
  ],
  [
    'too few services',
    network({ servicesCidr: '10.72.0.0/29' }),
    'gcp.network.servicesCidr',
    /from \/16 to \/27/,
  ],
])('finds %s', (_, overlay, path, message) => {
  expect(check(overlay)).toMatchObject([
    { path, message: expect.stringMatching(message) as string, severity: 'error' },
  ]);
});

test.each(['subnetCidr', 'podsCidr', 'servicesCidr'] as const)(
  'finds a VPC on AWS over %s when both are joined, and only then',
  (setting) => {
    const { [setting]: cidr } = gcpSchema.parse(productionGcp).network;
    const problem = {
      path: `gcp.network.${setting}`,
      severity: 'error',
      message: expect.stringMatching(
        /overlaps the VPC on AWS \(network\.cidr: .*choose a free range/,
      ) as string,
    };

    expect(check(network({ joinedWithAws: true }), cidr)).toMatchObject([problem]);
    expect(check({}, cidr)).toEqual([]);
  },
);

test.each(['8.8.0.0/16', '240.16.0.0/16'])(
  'warns of pods in %s, where instances may expect other hosts',
  (podsCidr) => {
    expect(check(network({ podsCidr }))).toMatchObject([
      { path: 'gcp.network.podsCidr', severity: 'warning' },
    ]);
  },
);

test('without a cluster, the ranges of pods and services do not matter', () => {
  const ranges = { podsCidr: '10.10.0.0/16', servicesCidr: '169.254.0.0/29' };

  expect(check({ ...network({ ...ranges, joinedWithAws: true }), cluster: null })).toEqual([]);
});

test('a new cluster starts with a node in each zone, however small its pools are', () => {
  const nodePools = { cpu: { min: 1, max: 1 }, gpu: null, inference: null };
  const small = (regional: boolean) => ({
    ...network({ podsCidr: '10.64.0.0/23' }),
    cluster: { regional, nodePools },
  });

  expect(check(small(true))).toMatchObject([{ message: expect.stringContaining('may be 3') as string }]);
  expect(check(small(false))).toEqual([]);
});
