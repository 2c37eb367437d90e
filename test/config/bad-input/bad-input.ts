import type { EnvironmentName } from '../problems';

/** A bad input: a description, the overlay, the path and message of the error, and the environment (production). */
export type BadInput = [
  what: string,
  overlay: object,
  path: string,
  message: RegExp,
  environment?: EnvironmentName,
];

export const FLEET = 'training.fleets.default';
export const GPU = 'cluster.nodeGroups.gpu';
export const MODEL = 'inference.services.model';

export const fleet = (settings: object) => ({ training: { fleets: { default: settings } } });
export const workstation = (settings: object) => ({ training: { workstations: { default: settings } } });
export const group = (settings: object, name = 'gpu') => ({ cluster: { nodeGroups: { [name]: settings } } });
export const service = (settings: object) => ({ inference: { services: { model: settings } } });
export const schedule = (recurrence: string, size: object = { min: 0, max: 1, desired: 0 }) => ({
  recurrence,
  ...size,
});

/** Zones with these names, and with consecutive subnets. */
export const named = (...names: string[]) => ({
  zones: names.map((name, index) => ({
    name,
    publicCidr: `10.0.${index}.0/24`,
    privateCidr: `10.0.${10 + index}.0/24`,
  })),
});

/** Zones a and b with these subnets. */
export const zones = (...ranges: [publicCidr: string, privateCidr: string][]) => ({
  network: {
    zones: ranges.map(([publicCidr, privateCidr], index) => ({ name: 'ab'[index], publicCidr, privateCidr })),
  },
});
