import { RegionInfo } from 'aws-cdk-lib/region-info';
import { loadConfig } from '../../../lib/config';
import { checkRegistries } from '../../../lib/config/checks/registries';
import { merge } from '../../../lib/config/merge';
import { ecrMirrors } from '../../../lib/config/registries';
import { linesOf, problemsOf } from '../problems';

const ecr = '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn';
const registries = {
  'nvcr.io': `${ecr}/nvcr`,
  'registry.k8s.io': `${ecr}/k8s`,
  'kubernetes.github.io': `oci://${ecr}/charts`,
  'nvidia.github.io': `oci://${ecr}/charts`,
};
const adminArns = ['arn:aws-cn:iam::111122223333:role/admin'];
const china = { region: 'cn-north-1', cluster: { adminArns } };
const aboutRegistries = (overlay: object) =>
  linesOf(problemsOf(overlay).filter(({ path }) => path.startsWith('registries')));

test('in China every image and chart of the internet is named, once for each host', () => {
  const lines = aboutRegistries(china);
  expect(lines.map((line) => line.trim().split(':')[0])).toEqual([
    'registries.nvcr.io',
    'registries.nvidia.github.io',
    'registries.registry.k8s.io',
    'registries.kubernetes.github.io',
  ]);
  expect(lines[0]).toMatch(
    /is missing, and cn-north-1 cannot rely on pulling from nvcr.io; copy "nvcr.io\/nvidia\/tritonserver:25.10-py3" and "nvcr.io\/nvidia\/k8s-device-plugin" to a registry there/,
  );
});

test('with mirrors nothing is missing in China', () => {
  expect(aboutRegistries(merge(china, { registries }) as object)).toEqual([]);
});

test('a mirror may have a port and no domain', () => {
  const mirror = {
    'nvcr.io': 'mirror:5000/nvcr',
    'registry.k8s.io': '10.0.0.9:5000',
    'kubernetes.github.io': 'https://charts/stable',
  };
  expect(aboutRegistries({ registries: mirror })).toEqual([]);
});

test('an image of another partition is named, because no role there can pull it', () => {
  const image = '763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference:2.6.0';
  const lines = aboutRegistries(
    merge(china, { registries, inference: { services: { model: { image } } } }) as object,
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/registries\.763104351884.*is in another partition than cn-north-1/),
  );
});

test('GovCloud reaches the internet, and is warned', () => {
  const { config } = loadConfig();
  expect(checkRegistries({ ...config, region: 'us-gov-west-1' })).toMatchObject([
    { severity: 'warning', path: 'registries.nvcr.io', message: expect.stringMatching(/over the internet/) },
    { severity: 'warning', path: 'registries.nvidia.github.io' },
    { severity: 'warning', path: 'registries.registry.k8s.io' },
    { severity: 'warning', path: 'registries.kubernetes.github.io' },
  ]);
  expect(checkRegistries(config)).toEqual([]);
});

test('the European Sovereign Cloud is warned as GovCloud is', () => {
  const { config } = loadConfig();
  expect(checkRegistries({ ...config, region: 'eusc-de-east-1' })).toMatchObject(
    ['nvcr.io', 'nvidia.github.io', 'registry.k8s.io', 'kubernetes.github.io'].map((host) => ({
      severity: 'warning',
      path: `registries.${host}`,
    })),
  );
});

test('a registry of Amazon ECR is one in every partition', () => {
  const hosts = RegionInfo.regions.map(
    ({ name, domainSuffix }) => `111122223333.dkr.ecr.${name}.${domainSuffix}`,
  );
  expect(hosts.filter((host) => ecrMirrors({ 'nvcr.io': `${host}/nvcr` }).length !== 1)).toEqual([]);
});

test.each([
  [
    'a host that nothing comes from',
    { 'nvcr.oi': 'a.example.com' },
    /nothing is pulled from "nvcr.oi"; .*Did you mean "nvcr.io"\?/,
  ],
  [
    'a scheme for images',
    { 'nvcr.io': 'https://a.example.com' },
    /has a scheme, but nvcr.io has images; write/,
  ],
  ['charts without a scheme', { 'kubernetes.github.io': 'a.example.com' }, /has no scheme, but .*write oci:/],
  [
    'a mirror without a host',
    { 'nvcr.io': 'mirror/nvcr' },
    /"mirror\/nvcr" has no host, so docker.io would be asked for it; write a host with/,
  ],
  [
    'a mirror of another partition',
    { 'nvcr.io': `${ecr}/nvcr` },
    /is in another partition than us-west-2, whose roles cannot pull from it; write a registry of us-west-2/,
  ],
  ['a mirror of dots', { 'nvcr.io': '..' }, /write a host and perhaps a path/],
  ['a mirror with a space', { 'nvcr.io': 'a b' }, /write a host and perhaps a path/],
])('%s is refused', (_, given, message) => {
  expect(aboutRegistries({ registries: given })).toContainEqual(expect.stringMatching(message));
});
