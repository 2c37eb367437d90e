import type { EventPattern } from 'aws-cdk-lib/aws-events';

/** Characters of a group in a pattern: the longest name of a group, and a UUID with its operator. */
const NAME_LENGTH = 255 + '"",'.length;
const SUFFIX_LENGTH = 36 + '{"suffix":""},'.length;

/**
 * Characters for the groups of a pattern, which is 2,048 long at most: the rest is for everything else in it.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const LENGTH = 1800;

/**
 * Patterns of the events that an Auto Scaling group could not launch an instance, for groups of the platform only: those
 * of other owners, and of another environment in the account, send the same events.
 *
 * @param names - Names of groups.
 * @param suffixes - Ends of the names of groups that EKS has made, each a UUID.
 */
export function launchFailurePatterns(
  names: readonly string[],
  suffixes: readonly string[],
): readonly EventPattern[] {
  const matchers = [
    ...names.map((name) => ({ matcher: name, length: NAME_LENGTH })),
    ...suffixes.map((suffix) => ({ matcher: { suffix }, length: SUFFIX_LENGTH })),
  ];
  const parts: { readonly matchers: unknown[]; length: number }[] = [];
  for (const { matcher, length } of matchers) {
    const last = parts.at(-1);
    if (last && last.length + length <= LENGTH) {
      last.matchers.push(matcher);
      last.length += length;
    } else {
      parts.push({ matchers: [matcher], length });
    }
  }
  return parts.map((part) => ({
    source: ['aws.autoscaling'],
    detailType: ['EC2 Instance Launch Unsuccessful'],
    detail: { AutoScalingGroupName: part.matchers },
  }));
}
