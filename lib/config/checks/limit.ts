import type { ServiceLimit } from '../../catalog';
import { error, warning, type Problem } from '../problem';

/**
 * Checks an amount against a limit of a service: a warning where AWS raises the limit on request, and else an error.
 *
 * @param path - Setting that makes the amount.
 * @param fix - How to stay below the limit, as the end of a sentence.
 * @param dependsOn - Other settings that the amount depends on.
 */
export function checkLimit(
  path: string,
  amount: number,
  { quota, service, value, what }: ServiceLimit,
  fix: string,
  dependsOn: readonly string[] = [],
): Problem[] {
  if (amount <= value) return [];
  if (!quota)
    return [error(path, `makes ${amount} ${what}, and ${service} takes ${value}; ${fix}.`, dependsOn)];
  const message =
    `makes ${amount} ${what}, and a new account has a quota of ${value} (${quota.service} ${quota.code}); ` +
    `use Service Quotas to ask for more, or ${fix}.`;
  return [warning(path, message, dependsOn)];
}
