import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { serviceLimits, type ServiceLimit } from '../../catalog';

/**
 * A text of 1 to as many characters as a service takes.
 *
 * @param pattern - Form of the whole text; its length is not part of it.
 * @param allowed - Characters and form, as the end of a sentence: `letters and digits`.
 */
export function limitedText({ value }: ServiceLimit, pattern: RegExp, allowed: string): z.ZodString {
  return z
    .string()
    .refine(
      (text) => text.length > 0 && text.length <= value && pattern.test(text),
      `use 1 to ${value} ${allowed}`,
    );
}

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
 * Size of an EBS gp3 volume in GiB.
 *
 * @param fewest - From 6 up: below, CDK refuses the 3000 operations that every volume has.
 */
export function gibibytes(fewest: number): z.ZodInt {
  return z.int().min(fewest).max(serviceLimits.volumeGiB.value);
}

/** Provisioned operations of a gp3 volume. */
export const volumeIops = z
  .int()
  .min(serviceLimits.volumeIopsLeast.value)
  .max(serviceLimits.volumeIops.value)
  .default(serviceLimits.volumeIopsLeast.value);

/** Provisioned throughput of a gp3 volume. */
export const volumeThroughputMiBps = z
  .int()
  .min(serviceLimits.volumeMiBpsLeast.value)
  .max(serviceLimits.volumeMiBps.value)
  .default(serviceLimits.volumeMiBpsLeast.value);

/** A gp3 volume. */
export const volume = z.strictObject({
  sizeGiB: gibibytes(6).describe('Size in GiB.'),
  iops: volumeIops.describe('Provisioned input and output operations a second.'),
  throughputMiBps: volumeThroughputMiBps.describe('Provisioned throughput in MiB/s.'),
});

/** The characters that every service takes in tags. */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;
const TAG_CHARACTERS = 'letters, digits, spaces and any of _.:/=+-@';

/** A tag value with the characters that every service allows. */
export const tagValue = z
  .string()
  .max(serviceLimits.tagValue.value)
  .regex(TAG_VALUE, `use ${TAG_CHARACTERS}`);

/** A tag value of an instance or address: EC2 allows every character, but boot scripts need a single line. */
export const instanceTagValue = z
  .string()
  .max(serviceLimits.tagValue.value)
  .regex(/^\P{C}*$/u, 'use no line breaks and control characters');

const tagKeyOf = (limit: ServiceLimit) =>
  limitedText(
    limit,
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]+$/iu,
    `${TAG_CHARACTERS}, not starting with aws:`,
    // The CDK calls that method of the map of tags.
  ).refine(
    (key) => key !== 'hasOwnProperty',
    'use another key than hasOwnProperty, which the CDK cannot write',
  );

/** A key of a tag of instances, groups, volumes or buckets. */
export const tagKey = tagKeyOf(serviceLimits.tagKey);

/** A key of a tag of everything. Add-ons of EKS take shorter keys than all other resources. */
export const commonTagKey = tagKeyOf(serviceLimits.addOnTagKey);

/** Tags of some resources. */
export const tags = z.record(tagKey, tagValue);

/** Tags of everything. Dashboards, capacity providers and add-ons take no empty value. */
export const commonTags = z.record(
  commonTagKey,
  limitedText(serviceLimits.addOnTagValue, TAG_VALUE, TAG_CHARACTERS),
);

/** Retention periods that CloudWatch Logs allows, in days: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const retentionDays = z
  .literal([
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ])
  .default(30);

/** How instances are bought. */
export const market = z.enum(['spot', 'on-demand']);

/** How the instances of a group are bought. */
export const groupMarket = z
  .enum(['spot', 'on-demand', 'capacity-block'])
  .describe(
    'How the instances are bought. `capacity-block`: GPU instances paid in advance for set days, see `capacityReservationId`.',
  );

/** The reservation that the instances of a group run in. */
export const capacityReservationId = z
  .string()
  .regex(/^cr-[0-9a-f]{17}$/, 'write an id such as cr-0123456789abcdef0')
  .optional()
  .describe('On-Demand Capacity Reservation or Capacity Block that the instances run in. Default: none.');

/** How close together the instances of a group are. */
export const placement = z
  .enum(['spread', 'cluster'])
  .default('spread')
  .describe(
    '`cluster`: close together in one zone, for traffic between instances. `spread`: wherever there is capacity.',
  );

/** A spot price limit in US dollars an hour. */
export const spotMaxPriceUsd = z
  .number()
  .min(0.01)
  .max(1000)
  .describe(
    'Highest spot price to pay, in US dollars an hour for each instance. Default: the on-demand price.',
  );

/** A name of an IAM role, or of an instance profile. */
export const roleName = limitedText(
  serviceLimits.roleName,
  /^[\w+=,.@-]+$/,
  'letters, digits and any of +=,.@-_',
);

/** Beginning of the names of secrets. It ends with a slash, so that no other prefix begins with it by chance. */
export const secretsPrefix = z
  .string()
  .regex(
    /^[\w/+=.@-]{1,200}\/$/,
    'write a path of 1 to 200 letters, digits and any of _/+=.@-, and a / at its end',
  );

/** An ARN of an IAM role or user. */
export const principalArn = z.string().superRefine((arn, context) => {
  const message = principalFault(arn);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** What to write instead; nothing if the ARN is right. */
function principalFault(arn: string): string | undefined {
  const [, path] =
    /^arn:aws[\w-]*:iam::\d{12}:(?:role|user)(\/(?:[\w+=,.@-]+\/)*)[\w+=,.@-]+$/.exec(arn) ?? [];
  if (path === undefined) return 'write an ARN such as arn:aws:iam::111122223333:role/name';
  if (path.startsWith('/aws-service-role/'))
    return 'EKS takes no service-linked role: write a role or user of your own';
  const { roleName: name, rolePath } = serviceLimits;
  if (path.length > rolePath.value)
    return `use a role or user with a path of at most ${rolePath.value} characters`;
  if (arn.length - arn.lastIndexOf('/') - 1 > name.value)
    return `use a role or user with a name of at most ${name.value} characters`;
  return undefined;
}

/** Whether the text is an IPv4 range in CIDR notation with no host bits set. */
export function isCidr(text: string): boolean {
  const [address, prefix, ...rest] = text.split('/');
  if (rest.length > 0 || !address || !prefix || !isIPv4(address) || !/^(0|[1-9]\d?)$/.test(prefix))
    return false;
  const bits = Number(prefix);
  return bits <= 32 && addressNumber(address) % 2 ** (32 - bits) === 0;
}

/** An IPv4 address as a number from 0 to 2³² − 1. */
export function addressNumber(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}
