import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { report } from '../../cli/fits/report';
import { environments } from '../../lib/config/environments';
import { parseConfig } from '../../lib/config';

const FILE = join(__dirname, '..', '..', 'docs', 'examples', 'training-job.yaml');
const job = parse(readFileSync(FILE, 'utf8'));

test.each(['production', 'dev'])('the training Job runs on the GPU group of %s', (environment) => {
  const { text, everyPodFits } = report({ files: [FILE], selection: { environment } });
  expect(text).toMatch(/\ngpu +yes +yes/);
  expect(everyPodFits).toBe(true);
});

test('is not moved by cluster-autoscaler while it trains', () => {
  const { annotations } = job.spec.template.metadata;
  expect(annotations).toEqual({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' });
});

test('has a namespace and a service account of production', () => {
  const { cluster } = parseConfig(environments.production).config;
  expect(Object.keys(cluster.namespaces)).toContain(job.metadata.namespace);
  expect(cluster.serviceAccounts).toContainEqual({
    namespace: job.metadata.namespace,
    name: job.spec.template.spec.serviceAccountName,
  });
});
