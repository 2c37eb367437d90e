/** Images and charts that the platform runs by itself, without a tag, and where they are published. */
export const PLATFORM_SOURCES = {
  /** https://github.com/NVIDIA/k8s-device-plugin */
  devicePluginImage: 'nvcr.io/nvidia/k8s-device-plugin',
  devicePluginCharts: 'https://nvidia.github.io/k8s-device-plugin',
  /** https://github.com/NVIDIA/dcgm-exporter */
  dcgmExporterImage: 'nvcr.io/nvidia/k8s/dcgm-exporter',
  dcgmExporterCharts: 'https://nvidia.github.io/dcgm-exporter/helm-charts',
  /**
   * https://github.com/aws/eks-charts/tree/master/stable/aws-efa-k8s-device-plugin. The registry is that of EKS in one
   * region, from which nodes of the partition aws pull everywhere.
   */
  efaPluginImage: '602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/aws-efa-k8s-device-plugin',
  /** https://github.com/kubernetes-sigs/aws-load-balancer-controller */
  loadBalancerControllerImage: 'public.ecr.aws/eks/aws-load-balancer-controller',
  /** Charts of AWS for EKS: https://github.com/aws/eks-charts */
  eksCharts: 'https://aws.github.io/eks-charts',
  /** https://github.com/kubernetes/autoscaler/tree/master/charts/cluster-autoscaler */
  clusterAutoscalerImage: 'registry.k8s.io/autoscaling/cluster-autoscaler',
  clusterAutoscalerCharts: 'https://kubernetes.github.io/autoscaler',
  /** https://gallery.ecr.aws/aws-cli/aws-cli */
  modelLoaderImage: 'public.ecr.aws/aws-cli/aws-cli',
} as const;

/** Private registry of Amazon ECR: account and region. The domain is that of the partition, as RegionInfo of the CDK has it. */
export const ECR_HOST =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|cloud\.adc-e\.uk|c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov)$/;
