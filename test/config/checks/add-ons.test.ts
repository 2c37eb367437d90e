import { addOnPods } from '../../../lib/config/add-ons';
import { pulls } from '../../../lib/config/registries';
import { groupsOf } from '../../../lib/config/scheduling/group-node';
import { place } from '../../../lib/config/scheduling/placement';
import { podOf } from '../../../lib/config/scheduling/pod';
import { workloadSchema } from '../../../lib/config/schema/workload';
import { loadConfig, parseConfig } from '../../../lib/config';
import { environments } from '../../../lib/config/environments';
import { merge } from '../../../lib/config/merge';
import { linesOf, problemsOf } from '../problems';

const lines = (addOns: object, environment?: 'lesson') =>
  linesOf(problemsOf({ cluster: { addOns } }, environment)).map((line) => line.trim());

test('an add-on that the catalog does not have for the Kubernetes version is refused with the versions that exist', () => {
  expect(lines({ snapshotController: { enabled: true } }, 'lesson')).toEqual([
    'cluster.addOns.snapshotController.enabled: true does not fit Kubernetes 1.28: the catalog has this add-on from 1.31 on; set it to false, or cluster.version to "1.34", "1.35" or "1.36".',
  ]);
});

test('a release of an add-on that is off, or that lacks settings, is refused', () => {
  const cluster = {
    addOns: { metricsServer: { enabled: false } },
    addOnVersions: {
      'metrics-server': 'v0.8.0-eksbuild.1',
      'eks-node-monitoring-agent': 'v1.5.9-eksbuild.12',
      'aws-mountpoint-s3-csi-driver': 'v2.0.0-eksbuild.1',
    },
  };
  expect(linesOf(problemsOf({ cluster })).map((line) => line.trim())).toEqual([
    'cluster.addOnVersions.metrics-server: "v0.8.0-eksbuild.1" has no effect, since the add-on is off; remove it.',
    'cluster.addOnVersions.eks-node-monitoring-agent: "v1.5.9-eksbuild.12" lacks settings that this app writes; use v1.6.0 or later.',
  ]);
});

test('snapshots need a driver that makes them', () => {
  expect(lines({ ebsCsiDriver: { enabled: false }, snapshotController: { enabled: true } })).toEqual([
    'cluster.addOns.snapshotController.enabled: true has no effect without a driver that makes snapshots; set it to false, or cluster.addOns.ebsCsiDriver.enabled to true.',
  ]);
});

test('a second default class is refused where EKS has one', () => {
  expect(lines({ ebsCsiDriver: { defaultStorageClass: true } }, 'lesson')).toEqual([
    'cluster.addOns.ebsCsiDriver.defaultStorageClass: true does not fit Kubernetes 1.28, where EKS has a default class already, gp2; set it to false.',
  ]);
});

test('an unknown add-on is refused with its likely name', () => {
  expect(lines({ snapshotControler: { enabled: true } })).toEqual([
    expect.stringMatching(/^cluster\.addOns\.snapshotControler: .*snapshotController/),
  ]);
});

test('the pods of a cluster are those of the add-ons that every cluster has, and of those that are on', () => {
  const names = (environment: 'lesson' | 'production') =>
    addOnPods(loadConfig({ environment }).config.cluster).map(({ name }) => name);
  expect(names('lesson')).toEqual([
    'aws-node',
    'kube-proxy',
    'eks-pod-identity-agent',
    'coredns',
    'cluster-autoscaler',
    'ebs-csi-controller',
    'ebs-csi-node',
    'nvidia-device-plugin',
    'aws-efa-k8s-device-plugin',
  ]);
  expect(names('production')).toEqual(expect.arrayContaining(['ebs-csi-controller', 'snapshot-controller']));
});

describe('repair of nodes', () => {
  const blind = { cluster: { addOns: { nodeMonitoring: { enabled: false } } } };
  const repairLines = (nodeRepair: object) =>
    linesOf(problemsOf({ cluster: { nodeRepair } })).map((line) => line.trim());

  test('without its agent is a warning, unless there is no repair', () => {
    const warnings = (overlay: object) =>
      parseConfig(merge(environments.production, overlay))
        .warnings.filter(({ path }) => path.startsWith('cluster.nodeRepair'))
        .map(({ path, message }) => `${path}: ${message}`);
    expect(warnings(blind)).toEqual([
      'cluster.nodeRepair.enabled: true repairs nodes whose kubelet is silent, but sees no fault of a GPU; set cluster.addOns.nodeMonitoring.enabled to true.',
    ]);
    const off = { nodeRepair: { enabled: false, maxParallel: null } };
    expect(warnings({ cluster: { ...blind.cluster, ...off } })).toEqual([]);
  });

  test('with limits that have no effect is refused', () => {
    expect(repairLines({ enabled: false, maxUnhealthyPercent: 50 })).toEqual([
      'cluster.nodeRepair.maxParallel: 1 has no effect without repair; remove it, or set cluster.nodeRepair.enabled to true.',
      'cluster.nodeRepair.maxUnhealthyPercent: 50 has no effect without repair; remove it, or set cluster.nodeRepair.enabled to true.',
    ]);
  });

  test('with a share of less than one node is refused', () => {
    expect(repairLines({ maxUnhealthyPercent: 8 })).toEqual([
      'cluster.nodeRepair.maxUnhealthyPercent: 8 is less than one node of cpu (at most 10) and gpu (at most 10), so no node there would be repaired; raise it to 10 or more, or remove it.',
    ]);
    expect(repairLines({ maxUnhealthyPercent: 10 })).toEqual([]);
  });

  test.each([0, 101, 1.5])('with %s percent is refused', (maxUnhealthyPercent) => {
    expect(repairLines({ maxUnhealthyPercent })).toEqual([
      expect.stringContaining('cluster.nodeRepair.maxUnhealthyPercent: '),
    ]);
  });
});

describe('device plugin', () => {
  const path = 'cluster.addOns.devicePlugin';

  test.each([
    [{ cpu: 2 }, {}, `${path}.timeSlicing.cpu: "cpu" has no GPU; use "gpu" or "inference", or remove it.`],
    [
      { inferense: 2 },
      {},
      `${path}.timeSlicing.inferense: "inferense" is no node group; use "gpu" or "inference", or remove it. Did you mean "inference"?`,
    ],
    [
      { gpu: 2 },
      { gpu: { amiFamily: 'bottlerocket' } },
      `${path}.timeSlicing.gpu: "gpu" runs Bottlerocket, which has its own device plugin; use "inference", or remove it.`,
    ],
  ])('shares %j', (timeSlicing, nodeGroups, message) => {
    const overlay = { cluster: { addOns: { devicePlugin: { timeSlicing } }, nodeGroups } };
    expect(linesOf(problemsOf(overlay)).map((line) => line.trim())).toEqual([message]);
  });

  test('is off, but GPUs are to be shared', () => {
    expect(lines({ devicePlugin: { enabled: false, timeSlicing: { gpu: 2 } } })).toEqual([
      `${path}.timeSlicing: {"gpu":2} has no effect without the plugin; remove it, or set ${path}.enabled to true.`,
    ]);
  });

  test('is off, which is a warning where nodes have GPUs', () => {
    const overlay = { cluster: { addOns: { devicePlugin: { enabled: false } } } };
    const { warnings } = parseConfig(merge(environments.production, overlay));
    const messages = warnings
      .filter(({ path }) => path.startsWith('cluster.addOns'))
      .map((each) => each.message);
    expect(messages).toEqual([
      'false leaves the nodes of gpu and inference without a GPU for pods, unless you install another plugin; set it to true.',
    ]);
  });

  test.each([1, 101, 2.5])('shares a GPU among %s pods', (gpu) => {
    expect(lines({ devicePlugin: { timeSlicing: { gpu } } })).toEqual([
      expect.stringContaining(`${path}.timeSlicing.gpu: `),
    ]);
  });
});

describe('a group that shares its GPUs', () => {
  const groups = (timeSlicing: object) =>
    groupsOf(
      parseConfig(
        merge(environments.production, {
          cluster: {
            addOns: { devicePlugin: { timeSlicing } },
            nodeGroups: { gpu: { instanceTypes: ['g6.12xlarge'] } },
          },
        }),
      ).config,
    );

  test('offers their shares, also while it is empty', () => {
    const offered = (timeSlicing: object) =>
      groups(timeSlicing).map(({ imagined, real }) => [
        imagined.free['nvidia.com/gpu'],
        real[0]!.free['nvidia.com/gpu'],
      ]);
    expect(offered({})).toEqual([
      [undefined, undefined],
      [4000n, 4000n],
      [1000n, 1000n],
    ]);
    expect(offered({ gpu: 8 })[1]).toEqual([32_000n, 32_000n]);
  });

  test('takes a pod with one share only', () => {
    const taken = (gpus: number) => {
      const pod = podOf(
        'pod',
        workloadSchema.parse({
          gpus,
          nodeSelector: { workload: 'gpu' },
          tolerations: [{ operator: 'Exists' }],
        }),
      );
      return place(pod, groups({ gpu: 8 }));
    };
    expect(taken(1).takenBy).toEqual(['gpu']);
    expect(taken(2).takenBy).toEqual([]);
    expect(taken(2).reason).toContain('shares');
  });
});

describe('secrets as files', () => {
  const path = 'cluster.addOns.secretsStore';

  test.each([
    [
      { prefix: 'team/' },
      [
        `${path}.prefix: "team/" has no effect without the add-on; remove it, or set ${path}.enabled to true.`,
      ],
    ],
    [
      { enabled: true, prefix: 'team' },
      [
        `${path}.prefix: "team" is not allowed; write a path of 1 to 200 letters, digits and any of _/+=.@-, and a / at its end`,
      ],
    ],
  ])('%j is refused', (secretsStore, messages) => {
    expect(lines({ secretsStore })).toEqual(messages.map((each) => expect.stringContaining(each)));
  });

  test('that no service account may read are refused with a prefix, and a warning without one', () => {
    const secretsStore = { enabled: true, prefix: 'team/' };
    const cluster = { addOns: { secretsStore }, serviceAccounts: [] };
    expect(linesOf(problemsOf({ cluster })).map((line) => line.trim())).toEqual([
      `${path}.prefix: "team/" has no effect without service accounts whose pods may read the secrets; remove it, or add them to cluster.serviceAccounts.`,
    ]);
    const { warnings } = parseConfig(
      merge(environments.production, {
        cluster: { addOns: { secretsStore: { enabled: true } }, serviceAccounts: [] },
      }),
    );
    expect(warnings).toContainEqual(
      expect.objectContaining({
        path: `${path}.enabled`,
        message:
          'true gives no pod the right to read a secret; add service accounts to cluster.serviceAccounts, unless their roles are yours.',
      }),
    );
  });

  test('are refused where the catalog does not have the add-on', () => {
    expect(lines({ secretsStore: { enabled: true } }, 'lesson')).toEqual([
      expect.stringContaining(`${path}.enabled: true does not fit Kubernetes 1.28`),
    ]);
  });
});

test.each([[[]], [['ml', 'ML']], [['ml', 'ml']]])(
  'volumes of buckets in the namespaces %j are refused',
  (namespaces) => {
    expect(lines({ mountpointS3: { namespaces } })).toEqual([
      expect.stringContaining('cluster.addOns.mountpointS3.namespaces'),
    ]);
  },
);

test('EFA interfaces without a plugin are a warning, and every image and chart of it is named in China', () => {
  const labels = { 'nvidia.com/gpu': 'true' };
  const efa = { instanceTypes: ['p5.48xlarge'], min: 0, max: 2, efa: true, zones: ['a'], labels };
  const cluster = { addOns: { efaPlugin: { enabled: false } }, nodeGroups: { efa } };
  const { warnings } = parseConfig(merge(environments.production, { cluster }));
  expect(warnings).toContainEqual(
    expect.objectContaining({
      path: 'cluster.addOns.efaPlugin.enabled',
      message: expect.stringMatching(/^false leaves the EFA interfaces of efa without a plugin/),
    }),
  );
  const hosts = pulls(
    parseConfig(merge(environments.production, { cluster: { nodeGroups: { efa } } })).config,
  );
  expect(hosts.map(({ host }) => host)).toEqual(
    expect.arrayContaining(['602401143452.dkr.ecr.us-west-2.amazonaws.com', 'aws.github.io']),
  );
});

test('a second DCGM exporter is refused', () => {
  expect(lines({ dcgmExporter: { enabled: true } })).toEqual([
    'cluster.addOns.dcgmExporter.enabled: true would be a second DCGM exporter on every GPU node, beside that of cluster.addOns.cloudWatch.enabled; set one of them to false.',
  ]);
});

describe('load balancer controller', () => {
  const path = 'cluster.addOns.loadBalancerController';

  test('is off, but Gateways are to be served', () => {
    expect(lines({ loadBalancerController: { gatewayApi: true } })).toEqual([
      `${path}.gatewayApi: true has no effect without the controller; set it to false, or ${path}.enabled to true.`,
    ]);
  });

  test('does not fit the Kubernetes version of the lesson', () => {
    expect(lines({ loadBalancerController: { enabled: true } }, 'lesson')).toEqual([
      `${path}.enabled: true does not fit Kubernetes 1.28: the catalog has this add-on from 1.31 on; set it to false, or cluster.version to "1.34", "1.35" or "1.36".`,
    ]);
  });

  test('has no room on the node of dev, which is said with a larger type', () => {
    const cluster = { addOns: { loadBalancerController: { enabled: true } } };
    const found = linesOf(problemsOf({ cluster }, 'dev')).map((line) => line.trim());
    expect(found).toEqual([
      'cluster.nodeGroups.cpu.instanceTypes: t3a.small with min 1 leaves 3 pods where 4 pods are needed for coredns, cluster-autoscaler, ebs-csi-controller and aws-load-balancer-controller, so no group would scale out; use t3.small or a larger type, or raise min.',
    ]);
    const larger = { ...cluster, nodeGroups: { cpu: { instanceTypes: ['t3.small'] } } };
    expect(problemsOf({ cluster: larger }, 'dev')).toEqual([]);
  });

  test('is pulled from the public registry of Amazon ECR, and its chart is named once beside that of EFA', () => {
    const labels = { 'nvidia.com/gpu': 'true' };
    const efa = { instanceTypes: ['p5.48xlarge'], min: 0, max: 2, efa: true, zones: ['a'], labels };
    const cluster = { addOns: { loadBalancerController: { enabled: true } }, nodeGroups: { efa } };
    const hosts = pulls(parseConfig(merge(environments.production, { cluster })).config).map(
      ({ host }) => host,
    );
    expect(hosts).toContain('public.ecr.aws');
    expect(hosts.filter((host) => host === 'aws.github.io')).toHaveLength(1);
  });
});
