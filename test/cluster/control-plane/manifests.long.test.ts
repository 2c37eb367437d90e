import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentNames } from '../../synthesized';
import { allObjects, releases, type AppliedObject } from '../add-ons/manifests';
import { CONFIGURATIONS } from '../charts/configurations';
import { chartFolders, chartsFolder, chartsObstacle, documents, objectsIn } from '../charts/folder';
import { chartOf, helmTemplate } from '../charts/render';
import { clusterStack } from '../cluster-stack';
import { assetsObstacle } from './assets';
import { ControlPlane, type KubernetesObject } from './control-plane';

const inKubernetes = assetsObstacle() ? describe.skip : describe;
const withCharts = chartsObstacle() ? test.skip : test;

/** Kinds whose definitions EKS installs with an add-on. They are applied here if `crds` in CHARTS has the definitions. */
const KINDS_OF_EKS_ADD_ONS: readonly string[] = [
  'snapshot.storage.k8s.io/v1 VolumeSnapshotClass',
  'secrets-store.csi.x-k8s.io/v1 SecretProviderClass',
];

/** Kinds that the user installs, applied here likewise. */
const KINDS_OF_GATEWAY_API: readonly string[] = ['GatewayClass', 'Gateway', 'HTTPRoute'].map(
  (kind) => `gateway.networking.k8s.io/v1 ${kind}`,
);
const GATEWAYS = 'gateways.gateway.networking.k8s.io';

const CONTROLLER = 'aws-load-balancer-controller';
const EXAMPLES = join(__dirname, '..', '..', '..', 'docs', 'examples');

/** The object itself: the id is that of its resource in the template. */
function withoutId(object: AppliedObject): KubernetesObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== 'id')) as never;
}

inKubernetes('on a real API server', () => {
  const controlPlane = new ControlPlane();
  const definitions = chartsObstacle() ? [] : objectsIn(join(chartsFolder, 'crds'));

  beforeAll(async () => {
    await controlPlane.start();
    await applyAll(definitions, 'default');
  }, 60_000);
  afterAll(() => controlPlane.stop(), 60_000);

  /** Applies objects, definitions and namespaces first, and returns what the API server says against them. */
  async function applyAll(objects: readonly KubernetesObject[], namespace: string) {
    const refused: string[] = [];
    const warnings: string[] = [];
    const unknown: string[] = [];
    const early = ['CustomResourceDefinition', 'Namespace'];
    const order = ({ kind }: KubernetesObject) => (early.includes(kind) ? early.indexOf(kind) : early.length);
    for (const object of objects.toSorted((a, b) => order(a) - order(b))) {
      const name = `${object.apiVersion} ${object.kind}`;
      const answer = await controlPlane.apply(object, namespace);
      if (answer === undefined) unknown.push(name);
      else if (answer.status > 201) refused.push(`${name} ${object.metadata.name}: ${answer.body.message}`);
      else warnings.push(...answer.warnings.map((each) => `${name} ${object.metadata.name}: ${each}`));
      if (object.kind === 'CustomResourceDefinition') await established(object);
    }
    return { refused, unknown, warnings };
  }

  async function established({ metadata }: KubernetesObject): Promise<void> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}`;
    await controlPlane.until(`the definition of ${metadata.name}`, async () => {
      const { body } = await controlPlane.get(path);
      return body.status?.conditions?.some(
        ({ type, status }: { type: string; status: string }) => type === 'Established' && status === 'True',
      );
    });
  }

  test('refuses a field that the kind does not have, and a definition that is missing', async () => {
    const metadata = { name: 'wrong' };
    const wrong = { apiVersion: 'v1', kind: 'ConfigMap', metadata, dataa: {} };
    const absent = { apiVersion: 'example.com/v1', kind: 'Absent', metadata };
    const { refused, unknown } = await applyAll([wrong, absent], 'default');
    expect(refused).toEqual([expect.stringContaining('dataa')]);
    expect(unknown).toEqual(['example.com/v1 Absent']);
  });

  test.each(environmentNames)('takes the manifests of %s as they are, without warnings', async (name) => {
    const manifests = allObjects(clusterStack({}, name)).map(withoutId);
    expect(manifests).not.toEqual([]);
    const { refused, unknown, warnings } = await applyAll(manifests, 'default');
    expect({ refused, warnings }).toEqual({ refused: [], warnings: [] });
    const defined = definitions.length > 0 ? [] : KINDS_OF_EKS_ADD_ONS;
    expect(defined).toEqual(expect.arrayContaining(unknown));
  });

  // Before the chart itself is applied: its webhook would ask the controller, which does not run here, about each Ingress.
  withCharts(
    'takes the examples for load balancers, and the class of Gateways, without warnings',
    async () => {
      const { environment, overlay } = CONFIGURATIONS['everything']!;
      const stack = clusterStack(overlay, environment);
      const chart = releases(stack).find((each) => each.properties['Release'] === CONTROLLER)!;
      const rendered = documents(helmTemplate(chartFolders(chartsFolder).get(chartOf(chart))!, chart));
      const classes = allObjects(stack).map(withoutId);
      const examples = ['inference-ingress.yaml', 'inference-gateway.yaml'].flatMap((name) =>
        documents(readFileSync(join(EXAMPLES, name), 'utf8')),
      );
      const definitionsOfChart = rendered.filter(({ kind }) => kind === 'CustomResourceDefinition');
      const answers = await applyAll([...definitionsOfChart, ...classes, ...examples], 'default');
      expect({ refused: answers.refused, warnings: answers.warnings }).toEqual({ refused: [], warnings: [] });
      const isDefined = definitions.some(({ metadata }) => metadata.name === GATEWAYS);
      expect(isDefined ? [] : KINDS_OF_GATEWAY_API).toEqual(answers.unknown);
    },
  );

  test('takes the secret of the documentation and its pod, in a restricted namespace, without warnings', async () => {
    const file = join(__dirname, '..', '..', '..', 'docs', 'examples', 'secret-files.yaml');
    const objects = documents(readFileSync(file, 'utf8'));
    const { namespace } = objects[0]!.metadata as { namespace: string };
    const labels = Object.fromEntries(
      ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
    );
    const restricted = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
    const { refused, unknown, warnings } = await applyAll([restricted, ...objects], namespace);
    expect({ refused, warnings }).toEqual({ refused: [], warnings: [] });
    const defined = definitions.length > 0 ? [] : KINDS_OF_EKS_ADD_ONS;
    expect(defined).toEqual(expect.arrayContaining(unknown));
  });

  withCharts.each(Object.keys(CONFIGURATIONS))(
    'takes the rendered charts of %s, without warnings',
    async (name) => {
      const folders = chartFolders(chartsFolder);
      const stack = clusterStack(CONFIGURATIONS[name]!.overlay, CONFIGURATIONS[name]!.environment);
      for (const release of releases(stack)) {
        const folder = folders.get(chartOf(release));
        expect([chartOf(release), folder]).toEqual([chartOf(release), expect.any(String)]);
        const objects = documents(helmTemplate(folder!, release));
        const { refused, unknown, warnings } = await applyAll(objects, release.properties['Namespace']);
        expect({ chart: chartOf(release), refused, unknown, warnings }).toEqual({
          chart: chartOf(release),
          refused: [],
          unknown: [],
          warnings: [],
        });
      }
    },
  );
});
