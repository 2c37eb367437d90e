/** The stacks, each after those it depends on. */
export const STACKS = [
  'Network',
  'Storage',
  'Identity',
  'Training',
  'Cluster',
  'Inference',
  'Observability',
] as const;
export type StackId = (typeof STACKS)[number];
