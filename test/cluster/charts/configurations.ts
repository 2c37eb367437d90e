import type { EnvironmentName } from '../../fast-app';

/** A configuration whose charts are rendered. */
export interface RenderedConfiguration {
  readonly environment: EnvironmentName;
  readonly overlay: object;
}

/** A node group with EFA, and a taint of its own. */
export const EFA_GROUP = {
  instanceTypes: ['p5.48xlarge'],
  min: 0,
  max: 2,
  efa: true,
  zones: ['a'],
  labels: { 'nvidia.com/gpu': 'true' },
  taints: [{ key: 'team', value: 'vision', effect: 'NoSchedule' }],
};

const EVERYTHING = {
  addOns: {
    cloudWatch: { enabled: false },
    dcgmExporter: { enabled: true },
    devicePlugin: { timeSlicing: { inference: 4 } },
    loadBalancerController: { enabled: true, gatewayApi: true },
  },
  nodeGroups: {
    efa: EFA_GROUP,
  },
};

/** Mirrors of every registry that charts of the platform name. */
export const MIRRORS = {
  'nvcr.io': 'mirror.example.com/nvcr',
  'public.ecr.aws': 'mirror.example.com/ecr',
  'registry.k8s.io': 'mirror.example.com/k8s',
  '602401143452.dkr.ecr.us-west-2.amazonaws.com': 'mirror.example.com/eks',
  'aws.github.io': 'oci://mirror.example.com/charts',
  'kubernetes.github.io': 'oci://mirror.example.com/charts',
  'nvidia.github.io': 'https://mirror.example.com/nvidia',
};

/** The environments, and those with other charts: production with every chart and with GPUs that are shared, also from mirrors. */
export const CONFIGURATIONS: Readonly<Record<string, RenderedConfiguration>> = {
  production: { environment: 'production', overlay: {} },
  dev: { environment: 'dev', overlay: {} },
  lesson: { environment: 'lesson', overlay: {} },
  // One node for the pods of the platform, and no Gateways.
  ingress: {
    environment: 'dev',
    overlay: {
      cluster: {
        addOns: { loadBalancerController: { enabled: true } },
        nodeGroups: { cpu: { instanceTypes: ['t3a.medium'] } },
      },
    },
  },
  everything: { environment: 'production', overlay: { cluster: EVERYTHING } },
  mirrored: { environment: 'production', overlay: { cluster: EVERYTHING, registries: MIRRORS } },
};
