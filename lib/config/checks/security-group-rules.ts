import { serviceLimits } from '../../catalog';
import type { Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { checkLimit } from './limit';

/** Rules of the group of training instances besides those of the open ports: two among the instances. */
const TRAINING_RULES = 2;

/** HTTP and HTTPS. */
const RULES_OF_RANGE = 2;

/** Checks how many rules the security groups of training and of the load balancer have, in their inbound direction. */
export function checkSecurityGroupRules({ network }: PlatformConfig): Problem[] {
  const { loadBalancerCidrs = [], trainingPorts } = network;
  return [
    ...checkRules('network.trainingPorts', trainingPorts.length + TRAINING_RULES, 'open fewer ports'),
    ...checkRules(
      'network.loadBalancerCidrs',
      loadBalancerCidrs.length * RULES_OF_RANGE,
      'write fewer and larger ranges',
    ),
  ];
}

/** One problem: the quota does not matter where AWS raises it no further. */
function checkRules(path: string, rules: number, fix: string): Problem[] {
  const { interfaceRules, securityGroupRules } = serviceLimits;
  const limit = rules > interfaceRules.value ? interfaceRules : securityGroupRules;
  return checkLimit(path, rules, limit, fix);
}
