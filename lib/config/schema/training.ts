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
  market: market.default('spot').describe('How the machines are bought.'),
  spotMaxPriceUsd: spotMaxPriceUsd.optional(),
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
