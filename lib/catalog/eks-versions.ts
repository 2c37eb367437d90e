/** Release of cluster-autoscaler that fits a Kubernetes version. */
export interface ClusterAutoscalerRelease {
  /** Version of the Helm chart `cluster-autoscaler` of the project kubernetes/autoscaler. */
  readonly chartVersion: string;
  /** Tag of the image `autoscaling/cluster-autoscaler`. */
  readonly imageTag: string;
}

/** A Kubernetes version on EKS: its support dates and the releases that fit it. */
export interface EksVersion {
  /** Kubernetes minor version, such as `1.35`. */
  readonly version: string;
  /** Last day of standard support, ISO date. After it the control plane costs six times as much. */
  readonly standardSupportEnds: string;
  /** Last day of extended support, ISO date. After it a cluster of this version cannot be created. */
  readonly extendedSupportEnds: string;
  /**
   * kubectl layer for this version: the package `@aws-cdk/lambda-layer-kubectl-<layer>` of this app.
   *
   * @default - none, so the app cannot connect to a cluster of this version
   */
  readonly kubectlLayer?: 'v28' | 'v34' | 'v35' | 'v36';
  /** cluster-autoscaler of the same minor version, as its compatibility table requires. */
  readonly clusterAutoscaler: ClusterAutoscalerRelease;
}

/**
 * Kubernetes versions, oldest first.
 *
 * Support dates: Amazon EKS User Guide, "Kubernetes release calendar", checked 2026-11-28.
 * Chart versions and image tags: tags of kubernetes/autoscaler, 2026-08.
 */
export const eksVersions: readonly EksVersion[] = [
  {
    version: '1.28',
    standardSupportEnds: '2024-11-26',
    extendedSupportEnds: '2025-11-26',
    kubectlLayer: 'v28',
    // Not the chart's own v1.28.2: EKS Pod Identity works from v1.28.3.
    clusterAutoscaler: { chartVersion: '9.34.1', imageTag: 'v1.28.7' },
  },
  {
    version: '1.31',
    standardSupportEnds: '2025-11-26',
    extendedSupportEnds: '2026-11-26',
    clusterAutoscaler: { chartVersion: '9.44.0', imageTag: 'v1.31.0' },
  },
  {
    version: '1.32',
    standardSupportEnds: '2026-03-23',
    extendedSupportEnds: '2027-03-23',
    clusterAutoscaler: { chartVersion: '9.46.6', imageTag: 'v1.32.0' },
  },
  {
    version: '1.33',
    standardSupportEnds: '2026-07-29',
    extendedSupportEnds: '2027-07-29',
    clusterAutoscaler: { chartVersion: '9.51.0', imageTag: 'v1.33.0' },
  },
  {
    version: '1.34',
    standardSupportEnds: '2026-12-02',
    extendedSupportEnds: '2027-12-02',
    kubectlLayer: 'v34',
    clusterAutoscaler: { chartVersion: '9.53.0', imageTag: 'v1.34.2' },
  },
  {
    version: '1.35',
    standardSupportEnds: '2027-03-27',
    extendedSupportEnds: '2028-03-27',
    kubectlLayer: 'v35',
    clusterAutoscaler: { chartVersion: '9.59.0', imageTag: 'v1.35.2' },
  },
  {
    version: '1.36',
    standardSupportEnds: '2027-08-02',
    extendedSupportEnds: '2028-08-02',
    kubectlLayer: 'v36',
    clusterAutoscaler: { chartVersion: '9.59.0', imageTag: 'v1.36.1' },
  },
];

/** Finds a Kubernetes version by name; undefined if the catalog does not list it. */
export function findEksVersion(version: string): EksVersion | undefined {
  return eksVersions.find((entry) => entry.version === version);
}

/** Minor versions that nodes may be older than their control plane: https://kubernetes.io/releases/version-skew-policy/ */
export const OLDEST_NODES = 3;

/** The second number of a Kubernetes version: 35 of `1.35`. */
export function minorVersion(version: string): number {
  return Number(version.split('.')[1]);
}
