import { SWITCHABLE_ADD_ONS } from '../../../lib/catalog/add-ons';
import { addOnPods } from '../../../lib/config/add-ons';
import { pairedCopies } from '../../../lib/config/scheduling/platform-pods';
import { loadConfig } from '../../fast-app';
import { clusterStack } from '../cluster-stack';
import { CONFIGURATIONS } from './configurations';
import { recordOf, releasesByConfiguration } from './record';
import { chartOf, digestOf, type RenderedPod } from './render';

const names = Object.keys(CONFIGURATIONS);
const all = releasesByConfiguration();
/** The rendered pods of a configuration, by name. */
const podsOf = (name: string): Map<string, RenderedPod> =>
  new Map(
    all[name]!.flatMap((release) =>
      (recordOf(chartOf(release))?.rendered[name]?.pods ?? []).map(
        (pod) => [pod.of.split(' ')[1]!, pod] as const,
      ),
    ),
  );
const configOf = (name: string) =>
  loadConfig(CONFIGURATIONS[name]!.environment, CONFIGURATIONS[name]!.overlay).config;

test('every chart was rendered with the values and the version that the templates have now', () => {
  const stale = names.flatMap((name) =>
    all[name]!.filter(
      (release) => recordOf(chartOf(release))?.rendered[name]?.digest !== digestOf(release),
    ).map((release) => `${chartOf(release)} of ${name}`),
  );
  // If not: npm run charts -- FOLDER, with the charts in a folder.
  expect(stale).toEqual([]);
});

test.each(names)('pods of charts request what the catalog says, in %s', (name) => {
  const { cluster } = configOf(name);
  const known = addOnPods(cluster);
  const rendered = podsOf(name);
  const unlike = [...rendered].flatMap(([pod, { cpuMillicores, memoryMiB, nodeSelector, replicas }]) => {
    // Runs on nodes with this label only, which no node of the platform has.
    if (nodeSelector['nvidia.com/mps.capable'] === 'true') return [];
    const entry = known.find((each) => each.name === pod);
    const same = entry?.cpuMillicores === cpuMillicores && entry.memoryMiB === memoryMiB;
    const asMany =
      replicas === undefined
        ? ['GPU nodes', 'EFA nodes'].includes(String(entry?.runs))
        : replicas === (entry?.runs === 'pair' ? pairedCopies(cluster) : entry?.runs);
    return same && asMany ? [] : [{ pod, cpuMillicores, memoryMiB, replicas, inCatalog: entry }];
  });
  expect(unlike).toEqual([]);
  // And each chart has the pods of its entry.
  const { devicePlugin, dcgmExporter, loadBalancerController } = SWITCHABLE_ADD_ONS;
  const charts = [
    ...(cluster.addOns.devicePlugin.enabled ? devicePlugin.pods : []),
    ...(cluster.addOns.dcgmExporter.enabled ? dcgmExporter.pods : []),
    ...(cluster.addOns.loadBalancerController.enabled ? loadBalancerController.pods : []),
  ];
  expect([...rendered.keys()]).toEqual(expect.arrayContaining(charts.map((each) => each.name)));
});

test.each(names)('pods of charts run as the service accounts that have the roles, in %s', (name) => {
  const { environment, overlay } = CONFIGURATIONS[name]!;
  const stack = clusterStack(overlay, environment);
  const accounts = [...podsOf(name).values()].map(({ serviceAccount }) => serviceAccount);
  const own = new Set(configOf(name).cluster.serviceAccounts.map((each) => each.name));
  const associated = stack
    .properties('AWS::EKS::PodIdentityAssociation')
    .map(({ ServiceAccount }) => ServiceAccount as string)
    .filter((each) => !own.has(each));
  expect(associated).toContain('cluster-autoscaler');
  expect(accounts).toEqual(expect.arrayContaining(associated));
});

test.each(names)('pods on GPU nodes tolerate every taint there, in %s', (name) => {
  const taints = Object.values(configOf(name).cluster.nodeGroups)
    .filter(({ labels }) => labels['nvidia.com/gpu'] === 'true')
    .flatMap((group) => group.taints.map(({ key }) => key));
  for (const { nodeSelector, tolerates } of podsOf(name).values()) {
    if (nodeSelector['nvidia.com/gpu'] === 'true') expect(tolerates).toEqual(expect.arrayContaining(taints));
  }
});

test('with mirrors every image of a chart comes from one', () => {
  const images = [...podsOf('mirrored').values()].flatMap((pod) => pod.images);
  expect(images.filter((image) => !image.startsWith('mirror.example.com/'))).toEqual([]);
  expect(images).not.toEqual([]);
});

test('cluster-autoscaler starts with the arguments that scaling from zero needs', () => {
  expect(podsOf('production').get('cluster-autoscaler')!.arguments).toEqual(
    expect.arrayContaining([
      '--cloud-provider=aws',
      '--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/ml-platform-cluster',
      '--balance-similar-node-groups=true',
      '--balancing-ignore-label=nodegroup-name',
      '--expander=priority,least-waste',
      '--node-info-cache-expire-time=10m',
      '--skip-nodes-with-system-pods=false',
    ]),
  );
});
