import { serviceLimits } from '../../catalog';
import type { Problem } from '../problem';
import type { ModelServiceConfig } from '../schema/platform';
import { checkLimit } from './limit';

/** Checks the wildcards of a rule of the load balancer, which are counted over all of its paths. */
export function checkRule(path: string, { route }: ModelServiceConfig): Problem[] {
  const wildcards = (route?.paths ?? []).join('').replace(/[^*?]/g, '').length;
  return checkLimit(
    `${path}.paths`,
    wildcards,
    serviceLimits.ruleWildcards,
    'use fewer * and ? in all paths together, or a second service',
  );
}
