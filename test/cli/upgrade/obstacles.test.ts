import type { DeployedCluster } from '../../../cli/upgrade/deployed-cluster';
import { report } from '../../../cli/upgrade/check-cluster';
import { outlook, type NextCluster } from '../../../cli/upgrade/obstacles';

const deployed = (more: Partial<DeployedCluster> = {}): DeployedCluster => ({
  name: 'ml',
  account: '111122223333',
  version: '1.35',
  status: 'ACTIVE',
  nodes: [
    { name: 'cpu', version: '1.35', status: 'ACTIVE' },
    { name: 'gpu', version: '1.35', status: 'ACTIVE' },
  ],
  addOns: [{ name: 'vpc-cni', release: 'v1.22.4-eksbuild.3', nextReleases: ['v1.23.0-eksbuild.1'] }],
  subnets: [{ id: 'subnet-1', zone: 'us-west-2a', freeAddresses: 200 }],
  findings: [{ name: 'Kubelet version skew', status: 'PASSING', reason: '' }],
  ...more,
});

const next = (more: Partial<NextCluster> = {}): NextCluster => ({
  version: '1.36',
  addOnVersions: {},
  ...more,
});

test('one minor version further meets nothing, and replaces the nodes', () => {
  expect(outlook(deployed(), next())).toEqual({
    obstacles: [],
    notes: ['Every node of cpu and gpu is replaced by one of 1.36, after its pods have moved.'],
  });
});

test('nodes may stay behind for a while', () => {
  expect(outlook(deployed(), next({ nodeVersion: '1.35' }))).toEqual({
    obstacles: [],
    notes: ['The nodes stay at 1.35. Remove cluster.nodeVersion afterwards, and deploy again.'],
  });
});

test.each<[what: string, cluster: DeployedCluster, wanted: NextCluster, obstacle: string | RegExp]>([
  [
    'a jump',
    deployed({ version: '1.34', nodes: [] }),
    next(),
    'EKS takes one minor version at a time: deploy with cluster.version 1.35 first, and then 1.36.',
  ],
  [
    'a long jump',
    deployed({ version: '1.33', nodes: [] }),
    next(),
    'EKS takes one minor version at a time: deploy with cluster.version 1.34 and 1.35 first, and then 1.36.',
  ],
  [
    'two versions back',
    deployed({ version: '1.36', nodes: [] }),
    next({ version: '1.34' }),
    'EKS does not go from 1.36 back to 1.34; set cluster.version to "1.36", or to a later one.',
  ],
  [
    'one version back with newer nodes',
    deployed(),
    next({ version: '1.34' }),
    'EKS goes back from 1.35 to 1.34 within 7 days of an upgrade, and only once no node is newer: cpu has 1.35 and gpu has 1.35. The runbook, "Go back to the former version", has the steps.',
  ],
  [
    'a cluster that is changing',
    deployed({ status: 'UPDATING' }),
    next(),
    'Cluster ml is UPDATING; wait until it is ACTIVE, or mend it.',
  ],
  [
    'a degraded node group',
    deployed({ nodes: [{ name: 'gpu', version: '1.35', status: 'DEGRADED' }] }),
    next(),
    'Node group gpu is DEGRADED; wait until it is ACTIVE, or mend it.',
  ],
  [
    'nodes that are too old',
    deployed({ nodes: [{ name: 'gpu', version: '1.32', status: 'ACTIVE' }] }),
    next(),
    'Node group gpu has 1.32, which is too old for a control plane of 1.36; update its nodes first, with cluster.nodeVersion.',
  ],
  [
    'nodes that would go back',
    deployed(),
    next({ nodeVersion: '1.34' }),
    /^Node group cpu has 1\.35, and EKS does not take nodes back to 1\.34; set cluster\.nodeVersion to "1\.35"/,
  ],
  [
    'an add-on without a release',
    deployed({ addOns: [{ name: 'metrics-server', release: 'v0.8.0-eksbuild.1', nextReleases: [] }] }),
    next(),
    /^EKS has no release of the add-on metrics-server for 1\.36; switch it off/,
  ],
  [
    'a release of the configuration that does not fit',
    deployed(),
    next({ addOnVersions: { 'vpc-cni': 'v1.22.4-eksbuild.3' } }),
    'cluster.addOnVersions.vpc-cni: v1.22.4-eksbuild.3 does not fit 1.36; use v1.23.0-eksbuild.1, or remove it.',
  ],
  [
    'full subnets',
    deployed({ subnets: [{ id: 'subnet-1', zone: 'us-west-2a', freeAddresses: 4 }] }),
    next(),
    /^EKS needs 5 free addresses .* there are 4 \(subnet-1 in us-west-2a has 4\); free some/,
  ],
  [
    'an API that is gone',
    deployed({
      findings: [{ name: 'Deprecated APIs', status: 'ERROR', reason: 'FlowSchema v1beta3 is called.' }],
    }),
    next(),
    'EKS has found: Deprecated APIs: FlowSchema v1beta3 is called.',
  ],
])('%s is an obstacle', (_, cluster, wanted, obstacle) => {
  const { obstacles } = outlook(cluster, wanted);
  expect(obstacles[0]).toEqual(typeof obstacle === 'string' ? obstacle : expect.stringMatching(obstacle));
  const { succeeds, text } = report(cluster, wanted);
  expect(succeeds).toBe(false);
  expect(text).toContain(`This would fail:\n- ${obstacles[0]}`);
});

test('all obstacles are named at once, and what EKS only suspects is a note', () => {
  const cluster = deployed({
    version: '1.34',
    status: 'UPDATING',
    addOns: [{ name: 'coredns', release: '', nextReleases: [] }],
    findings: [{ name: 'kube-proxy', status: 'WARNING', reason: 'old' }],
  });
  const { notes, obstacles } = outlook(cluster, next());
  expect(obstacles).toHaveLength(3);
  expect(notes.at(-1)).toBe('EKS is not sure: kube-proxy: old.');
});

test('the report has both versions, and what to type next', () => {
  const { succeeds, text } = report(deployed(), next());
  expect(succeeds).toBe(true);
  expect(text.split('\n')).toEqual([
    'Cluster ml',
    'part             now   next',
    'control plane    1.35  1.36',
    'nodes of cpu     1.35  1.36',
    'nodes of gpu     1.35  1.36',
    'add-ons          1     1 have a release for 1.36',
    'free addresses   200   at least 5',
    'findings of EKS  0     none',
    'Nothing is in the way. Deploy with: npx cdk deploy Cluster',
    'Note: Every node of cpu and gpu is replaced by one of 1.36, after its pods have moved.',
  ]);
  expect(report(deployed({ version: '1.36' }), next()).text).toContain('has this version already');
});
