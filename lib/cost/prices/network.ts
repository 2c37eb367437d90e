import { HOURS_PER_MONTH, networkPrices } from '../../catalog';
import type { CostItem } from '../cost-item';
import { MissingPrice, one, type Pricer } from './pricer';

const { natGatewayHour, publicIpv4Hour, interfaceEndpointHourPerAz } = networkPrices.usd;

/** A NAT gateway, without its address. */
export const natGateway: Pricer = () => [one('NAT gateway', natGatewayHour * HOURS_PER_MONTH)];

/** A public address costs the same whether it is in use or idle. */
export const publicAddress: CostItem = one('public IPv4 address', publicIpv4Hour * HOURS_PER_MONTH);

export const elasticIp: Pricer = () => [publicAddress];

/** An interface endpoint is billed per subnet; gateway endpoints are free. */
export const vpcEndpoint: Pricer = ({ properties }) => {
  const { VpcEndpointType: type = 'Gateway', SubnetIds = [] } = properties as {
    VpcEndpointType?: string;
    SubnetIds?: readonly unknown[];
  };
  if (type === 'Gateway') return [];
  if (type !== 'Interface') throw new MissingPrice(`VPC endpoint of type ${type}`);
  return [
    {
      what: 'interface endpoint in a zone',
      quantity: SubnetIds.length,
      usdPerMonth: interfaceEndpointHourPerAz * HOURS_PER_MONTH,
    },
  ];
};
