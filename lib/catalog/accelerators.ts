/**
 * Label that cluster-autoscaler reads as "this node has GPUs". Without it, a node whose device plugin has not started yet
 * counts as a finished node without GPUs, and the pods that wait for it start another one.
 *
 * Source: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md, "GPU Node
 * Groups".
 */
export const ACCELERATOR_LABEL = 'k8s.amazonaws.com/accelerator';

/** Models that AWS labels with their former brand. */
const TESLA_MODELS = ['V100', 'T4', 'A100'];

/**
 * Value of {@link ACCELERATOR_LABEL} for a GPU model in EC2's words: `nvidia-l40s` for `L40S`, `nvidia-tesla-t4` for `T4`.
 */
export function acceleratorName(model: string): string {
  const name = model.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return TESLA_MODELS.includes(model) ? `nvidia-tesla-${name}` : `nvidia-${name}`;
}
