import { z } from 'zod';
import { distinct, entryName, market, spotMaxPriceUsd, tags, machineTagValue, volume } from './values';

/** One GPU instance with a data volume of its own. */
export const workstationSchema = z.strictObject({
  instanceType: z.string().describe('EC2 instance type with a GPU, from the catalog.'),
  market: market.default('spot').describe('Spot instances are stopped, not terminated, when interrupted.'),
  spotMaxPriceUsd: spotMaxPriceUsd.optional(),
  access: z
    .enum(['session-manager', 'elastic-ip'])
    .default('session-manager')
    .describe(
      '`session-manager`: private subnet, no address. `elastic-ip`: public subnet and a fixed address.',
    ),
  zone: z
    .string()
    .optional()
    .describe('Availability Zone of the machine and its data. Default: the first zone.'),
  rootVolume: volume.prefault({ sizeGiB: 500 }),
  dataVolume: volume
    .optional()
    .describe('Mounted at /data; survives the instance. Default: /data is on the root volume.'),
  tags: tags.default({}).describe('Tags of the instance, added to the platform tags.'),
  addressName: machineTagValue
    .optional()
    .describe('Name tag of the Elastic IP address. Default: the entry name.'),
});

/** A change of a fleet's size at set times. */
const schedule = z.strictObject({
  recurrence: z.string().describe('Unix cron expression of five fields, for example 0 8 * * MON-FRI.'),
  min: z.int().min(0).describe('Minimum size from then on.'),
  max: z.int().min(0).describe('Maximum size from then on.'),
  desired: z.int().min(0).describe('Size set at that time.'),
});

/** How the machines of a fleet are bought. */
const fleetMarket = z
  .enum(['spot', 'on-demand', 'capacity-block'])
  .describe(
    'How the machines are bought. `capacity-block`: GPU machines paid in advance for set days, see `capacityReservationId`.',
  );

/** Machines that have booted once and wait beside a fleet, stopped: they cost their disks only. */
const warmPool = z.strictObject({
  min: z.int().min(0).default(0).describe('Stopped machines at the least.'),
  max: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Machines of the fleet and stopped ones together at the most. Default: the largest size of the fleet.',
    ),
});

/** When a fleet counts as idle, and goes to its smallest size. */
const idle = z.strictObject({
  gpuPercent: z
    .number()
    .min(0.1)
    .max(100)
    .default(5)
    .describe('A fleet is idle while its busiest GPU is used less than this.'),
  minutes: z
    .int()
    .min(15)
    .max(1440)
    .multipleOf(5)
    .default(60)
    .describe(
      'Time that it must be idle for: longer than a machine needs to boot and a job to load its data.',
    ),
});

/** A group of equal GPU instances that work on one job. */
export const fleetSchema = z.strictObject({
  groupName: z
    .string()
    .regex(/^[!-9;-~]{1,255}$/, 'use 1 to 255 letters, digits and punctuation without a colon')
    .optional()
    .describe('Name of the Auto Scaling group. Default: generated.'),
  clusterName: machineTagValue.min(1).describe('Value of the Cluster tag, which jobs find their peers by.'),
  instanceTypes: distinct(z.array(z.string()).min(1).max(40)).describe(
    'Instance types to choose from, all with the same GPUs.',
  ),
  market: fleetMarket.default('spot'),
  spotMaxPriceUsd: spotMaxPriceUsd.optional(),
  onDemandBase: z
    .int()
    .min(0)
    .default(0)
    .describe('Machines of a spot fleet that are bought on demand, before any spot machine.'),
  onDemandFallbackMinutes: z
    .int()
    .min(5)
    .max(1440)
    .optional()
    .describe(
      'What a spot fleet lacks for this long is bought on demand until it is complete. Default: it waits for spot machines.',
    ),
  capacityReservationId: z
    .string()
    .regex(/^cr-[0-9a-f]{17}$/, 'write an id such as cr-0123456789abcdef0')
    .optional()
    .describe('On-Demand Capacity Reservation or Capacity Block that the machines run in. Default: none.'),
  placement: z
    .enum(['spread', 'cluster'])
    .default('spread')
    .describe(
      '`cluster`: close together in one zone, for traffic between machines. `spread`: wherever there is room.',
    ),
  zone: z
    .string()
    .optional()
    .describe(
      'The only Availability Zone of the fleet. Default: every zone, or the first with `efa` or `placement: cluster`.',
    ),
  efa: z
    .boolean()
    .default(false)
    .describe('Whether machines talk through Elastic Fabric Adapters, on every network card of the type.'),
  scratch: z
    .boolean()
    .default(true)
    .describe(
      'Whether the local disks of a type that has some are one volume at /scratch. It ends with the machine.',
    ),
  warmPool: warmPool
    .optional()
    .describe('Stopped machines that have booted and wait to join an on-demand fleet. Default: none.'),
  idle: idle
    .optional()
    .describe('A fleet without work goes to its smallest size of that time. Default: it never does.'),
  checkpointSeconds: z
    .int()
    .min(30)
    .max(7200)
    .default(120)
    .describe(
      'Time that a job has for its last checkpoint when a machine is taken away. A spot interruption leaves 120 at the most.',
    ),
  min: z.int().min(0).default(0).describe('Smallest size.'),
  max: z.int().min(1).describe('Largest size.'),
  desired: z
    .int()
    .min(0)
    .optional()
    .describe('Size at every deploy that touches the group. Default: left to schedules and people.'),
  healthCheckGraceSeconds: z.int().min(0).max(7200).default(300).describe('Time before health checks count.'),
  rootVolume: volume.prefault({ sizeGiB: 500 }),
  timeZone: z.string().default('Etc/UTC').describe('IANA time zone of the schedules.'),
  schedules: z.record(entryName, schedule).default({}).describe('Size changes by name.'),
  instanceName: machineTagValue.optional().describe('Name tag of the instances. Default: the entry name.'),
});

/** GPU machines outside the Kubernetes cluster. */
export const trainingSchema = z.strictObject({
  workstations: z.record(entryName, workstationSchema).default({}).describe('GPU workstations by name.'),
  fleets: z.record(entryName, fleetSchema).default({}).describe('GPU Auto Scaling groups by name.'),
});
