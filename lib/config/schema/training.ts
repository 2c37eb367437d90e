import { z } from 'zod';
import { serviceLimits } from '../../catalog';
import { recurrence, scheduledSize, timeZone } from './schedule';
import {
  capacityReservationId,
  distinct,
  entryName,
  groupMarket,
  instanceTagValue,
  limitedText,
  market,
  placement,
  spotMaxPriceUsd,
  tags,
  volume,
} from './values';

/** The data volume of a workstation. */
const dataVolume = volume.extend({
  snapshotId: z
    .string()
    .regex(/^snap-[0-9a-f]{17}$/, 'write an id such as snap-0123456789abcdef0')
    .optional()
    .describe(
      'Snapshot that a new volume begins with; how data moves to another zone. It cannot be changed or removed later. Default: empty.',
    ),
});

/** One GPU instance with a data volume of its own. */
export const workstationSchema = z.strictObject({
  instanceType: z.string().describe('EC2 instance type with a GPU, from the catalog.'),
  market: market
    .default('on-demand')
    .describe(
      'A spot instance is stopped, not terminated, when it is interrupted. Without spot capacity the first deploy of the stack fails, fleets included.',
    ),
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
    .describe(
      'Availability Zone of the instance and its data, which cannot change with a data volume: its data moves to a new entry by `dataVolume.snapshotId`. Default: the first zone.',
    ),
  rootVolume: volume.prefault({ sizeGiB: 500 }),
  dataVolume: dataVolume
    .optional()
    .describe('Mounted at /data; outlives the instance. Default: /data is on the root volume.'),
  tags: tags.default({}).describe('Tags of the instance, added to the platform tags.'),
  addressName: instanceTagValue
    .optional()
    .describe('Name tag of the Elastic IP address. Default: the entry name.'),
});

/** A change of a fleet's size at set times. */
const schedule = z.strictObject({
  recurrence,
  min: z.int().min(0).describe('Minimum size from then on.'),
  max: z.int().min(0).describe('Maximum size from then on.'),
  desired: scheduledSize,
});

/** Stopped instances that have booted once and wait to join a fleet; only their disks are billed. */
const warmPool = z.strictObject({
  min: z.int().min(0).default(0).describe('Fewest stopped instances.'),
  max: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Most instances of the fleet and its warm pool together. Default: the largest size of the fleet.',
    ),
});

/** When a fleet counts as idle and is scaled in to its minimum size. */
const idle = z.strictObject({
  gpuPercent: z
    .number()
    .min(0.1)
    .max(100)
    .default(5)
    .describe('A fleet is idle while its busiest GPU is used less than this share.'),
  minutes: z
    .int()
    .min(15)
    .max(1440)
    .multipleOf(5, 'use a multiple of 5')
    .default(60)
    .describe(
      'Time after which an idle fleet is scaled in: longer than an instance needs to boot and a job to load its data.',
    ),
});

/** A group of identical GPU instances that work on one job. */
export const fleetSchema = z.strictObject({
  groupName: limitedText(
    serviceLimits.groupName,
    /^[!-9;-~]+$/,
    'letters, digits and punctuation without a colon',
  )
    .optional()
    .describe('Name of the Auto Scaling group. Default: generated.'),
  clusterName: instanceTagValue.min(1).describe('Value of the Cluster tag, which jobs find their peers by.'),
  instanceTypes: distinct(z.array(z.string()).min(1).max(serviceLimits.groupTypes.value)).describe(
    'Instance types to choose from, all with the same GPUs.',
  ),
  market: groupMarket.default('spot'),
  spotMaxPriceUsd: spotMaxPriceUsd.optional(),
  onDemandBase: z
    .int()
    .min(0)
    .default(0)
    .describe('Instances of a spot fleet that are bought on demand, before any spot instance.'),
  onDemandFallbackMinutes: z
    .int()
    .min(5)
    .max(1440)
    .optional()
    .describe(
      'Instances that a spot fleet lacks for this long are bought on demand until it is complete. Default: it waits for spot instances.',
    ),
  capacityReservationId,
  placement,
  zone: z
    .string()
    .optional()
    .describe(
      'The only Availability Zone of the fleet. Default: the first that sells all its types; every zone with `acrossZones`, or if the fleet has one instance at the most.',
    ),
  acrossZones: z
    .boolean()
    .default(false)
    .describe(
      'Whether the instances may be in every zone: more capacity to choose from, but traffic between zones costs $0.01/GB in each direction, and Auto Scaling terminates instances to keep the zones balanced.',
    ),
  efa: z
    .boolean()
    .default(false)
    .describe(
      'Whether instances communicate through Elastic Fabric Adapters, on every network card of the type.',
    ),
  scratch: z
    .boolean()
    .default(true)
    .describe(
      'Whether local disks of the instance type are one volume at /scratch. It is lost with the instance.',
    ),
  warmPool: warmPool
    .optional()
    .describe('Stopped instances that have booted and wait to join an on-demand fleet. Default: none.'),
  idle: idle
    .optional()
    .describe('Scales an idle fleet in to its smallest size at that time. Default: it is never scaled in.'),
  checkpointSeconds: z
    .int()
    .min(30)
    .max(7200)
    .default(120)
    .describe(
      'Time that a job has for its last checkpoint when its instance is terminated. A spot interruption leaves 120 at the most.',
    ),
  min: z.int().min(0).default(0).describe('Smallest size.'),
  max: z.int().min(1).describe('Largest size.'),
  desired: z
    .int()
    .min(0)
    .optional()
    .describe('Size at every deploy that touches the group. Default: left to schedules and users.'),
  healthCheckGraceSeconds: z.int().min(0).max(7200).default(300).describe('Time before health checks count.'),
  rootVolume: volume.prefault({ sizeGiB: 500 }),
  timeZone,
  schedules: z.record(entryName, schedule).default({}).describe('Size changes by name.'),
  instanceName: instanceTagValue.optional().describe('Name tag of the instances. Default: the entry name.'),
});

/** GPU instances outside the Kubernetes cluster. */
export const trainingSchema = z.strictObject({
  workstations: z
    .record(entryName, workstationSchema)
    .default({})
    .describe('Single GPU instances by name, each with a data volume that outlives it.'),
  fleets: z
    .record(entryName, fleetSchema)
    .default({})
    .describe('Auto Scaling groups of identical GPU instances by name.'),
});
