import { isIPv4 } from 'node:net';
import { z } from 'zod';

/** A map key that becomes part of logical ids, so it is short and plain. */
export const entryName = z
  .string()
  .regex(
    /^(?=.{1,31}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'use 1 to 31 lower-case letters and digits, starting with a letter, and single hyphens between them',
  );

/**
 * A list of distinct elements.
 *
 * @param elements - The list.
 * @param identity - Key by which elements are compared. Default: the element itself.
 */
export function distinct<List extends z.ZodArray>(
  elements: List,
  identity: (element: z.output<List>[number]) => string = String,
): List {
  return elements.superRefine((list, context) => {
    const seen = new Map<string, number>();
    for (const [index, element] of list.entries()) {
      const id = identity(element);
      const first = seen.get(id);
      if (first === undefined) seen.set(id, index);
      else
        context.addIssue({ code: 'custom', path: [index], message: `it repeats entry ${first}: remove one` });
    }
  });
}

/** An IPv4 range whose host bits are zero, for example `10.0.0.0/16`. */
export const cidr = z
  .string()
  .refine(isCidr, 'write an IPv4 range such as 10.0.0.0/16, with every bit after the prefix at zero');

/**
 * Size of an EBS gp3 volume in GiB, up to its limit of 64 TiB.
 *
 * @param fewest - From 6 up: below, CDK refuses the 3000 operations that every volume has.
 */
export function gibibytes(fewest: number): z.ZodInt {
  return z.int().min(fewest).max(65_536);
}

/**
 * A gp3 volume. Limits are those of Amazon EBS since 2025-09, read 2026-11-28:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
 */
export const volume = z.strictObject({
  sizeGiB: gibibytes(6).describe('Size in GiB.'),
  iops: z
    .int()
    .min(3000)
    .max(80_000)
    .default(3000)
    .describe('Provisioned input and output operations a second.'),
  throughputMiBps: z.int().min(125).max(2000).default(125).describe('Provisioned throughput in MiB/s.'),
});

/** A tag value with the characters that every service allows. */
export const tagValue = z
  .string()
  .max(256)
  .regex(/^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u, 'use letters, digits, spaces and any of _.:/=+-@');

/** A tag value of an instance or address: EC2 allows every character, but boot scripts need a single line. */
export const instanceTagValue = z
  .string()
  .max(256)
  .regex(/^\P{C}*$/u, 'use no line breaks and control characters');

/** AWS allows 50 tags per resource; the platform adds some of its own. */
const MOST_TAGS = 40;

/** A key of a tag. */
export const tagKey = z
  .string()
  .max(128)
  .regex(
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]+$/iu,
    'use letters, digits, spaces and any of _.:/=+-@, not starting with aws:',
  );

/** Tags of resources: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tags = z
  .record(tagKey, tagValue)
  .refine((record) => Object.keys(record).length <= MOST_TAGS, `give at most ${MOST_TAGS} tags`);

/** Retention periods that CloudWatch Logs allows, in days: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const retentionDays = z
  .literal([
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ])
  .default(30);

/** How instances are bought. */
export const market = z.enum(['spot', 'on-demand']);

/** A spot price limit in US dollars an hour. */
export const spotMaxPriceUsd = z
  .number()
  .min(0.01)
  .max(1000)
  .describe(
    'Highest spot price to pay, in US dollars an hour for each instance. Default: the on-demand price.',
  );

/** A name of an IAM role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const roleName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, 'use 1 to 64 letters, digits and any of +=,.@-_');

/** An ARN of an IAM role or user. */
export const principalArn = z
  .string()
  .regex(
    /^arn:aws[\w-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
    'write an ARN such as arn:aws:iam::111122223333:role/name',
  );

/** Whether the text is an IPv4 range in CIDR notation with no host bits set. */
export function isCidr(text: string): boolean {
  const [address, prefix, ...rest] = text.split('/');
  if (rest.length > 0 || !address || !prefix || !isIPv4(address) || !/^\d{1,2}$/.test(prefix)) return false;
  const bits = Number(prefix);
  return bits <= 32 && addressNumber(address) % 2 ** (32 - bits) === 0;
}

/** An IPv4 address as a number from 0 to 2³² − 1. */
export function addressNumber(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}
