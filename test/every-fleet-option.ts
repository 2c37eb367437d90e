/**
 * Fleets with every option that no environment has, as settings to merge over an environment.
 * They add resources of types that no environment has.
 */
export const EVERY_FLEET_OPTION = {
  close: {
    clusterName: 'close',
    instanceTypes: ['g6e.48xlarge'],
    max: 4,
    efa: true,
    placement: 'cluster',
    onDemandBase: 1,
    onDemandFallbackMinutes: 15,
    idle: {},
  },
  reserved: {
    clusterName: 'reserved',
    instanceTypes: ['p4d.24xlarge'],
    max: 4,
    efa: true,
    market: 'on-demand',
    capacityReservationId: 'cr-0123456789abcdef0',
    zone: 'b',
    scratch: false,
  },
  block: {
    clusterName: 'block',
    instanceTypes: ['p5.48xlarge'],
    max: 2,
    efa: true,
    market: 'capacity-block',
    capacityReservationId: 'cr-0123456789abcdef1',
    zone: 'a',
    schedules: { start: { recurrence: '0 12 * * 1', min: 0, max: 2, desired: 2 } },
  },
  warm: {
    clusterName: 'warm',
    instanceTypes: ['g6.12xlarge'],
    max: 3,
    market: 'on-demand',
    warmPool: { min: 1, max: 2 },
    checkpointSeconds: 300,
  },
} as const;
