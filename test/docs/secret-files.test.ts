import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { report } from '../../cli/fits/report';
import { parseConfig } from '../../lib/config';
import { podSecretsPrefix } from '../../lib/config/add-ons';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';

const FILE = join(__dirname, '..', '..', 'docs', 'examples', 'secret-files.yaml');
const [secrets, pod] = parseAllDocuments(readFileSync(FILE, 'utf8')).map((each) => each.toJS());

const { config } = parseConfig(
  merge(environments.production, { cluster: { addOns: { secretsStore: { enabled: true } } } }),
);

test('the secrets of the example are those that its pod may read in production', () => {
  const objects = parse(secrets.spec.parameters.objects) as { objectName: string }[];
  for (const { objectName } of objects) expect(objectName.startsWith(podSecretsPrefix(config)!)).toBe(true);
  const { namespace } = pod.metadata;
  expect(Object.keys(config.cluster.namespaces)).toContain(namespace);
  expect(config.cluster.serviceAccounts).toContainEqual({ namespace, name: pod.spec.serviceAccountName });
});

test('the pod of the example mounts its secrets in its own name, and finds a node', () => {
  const [volume] = pod.spec.volumes;
  expect(volume.csi).toEqual({
    driver: 'secrets-store.csi.k8s.io',
    readOnly: true,
    volumeAttributes: { secretProviderClass: secrets.metadata.name },
  });
  expect([secrets.metadata.namespace, secrets.spec.parameters.usePodIdentity]).toEqual([
    pod.metadata.namespace,
    'true',
  ]);
  const { everyPodFits } = report({ files: [FILE], selection: { environment: 'production' } });
  expect(everyPodFits).toBe(true);
});
