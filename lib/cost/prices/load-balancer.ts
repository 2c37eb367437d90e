import { HOURS_PER_MONTH, loadBalancerPrices } from '../../catalog';
import { MissingPrice, one, type Pricer } from './pricer';

/** A load balancer without the capacity units of its traffic. */
export const loadBalancer: Pricer = ({ properties }) => {
  const { Type: type = 'application' } = properties as { Type?: string };
  if (type !== 'application') throw new MissingPrice(`load balancer of type ${type}`);
  const hour = loadBalancerPrices.usd.applicationLoadBalancerHour;
  return [one('Application Load Balancer', hour * HOURS_PER_MONTH)];
};
