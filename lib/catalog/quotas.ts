/** A quota of an AWS account in one region. */
export interface Quota {
  /** Service code of Service Quotas. */
  readonly service: 'ebs' | 'ec2' | 'eks' | 'elasticloadbalancing' | 'vpc';
  /** Quota code of Service Quotas. */
  readonly code: string;
  /** Name in the Service Quotas console. */
  readonly name: string;
  /** Value in a new account. EC2 raises vCPU quotas automatically as an account uses them. */
  readonly initial: number;
  /** AWS page with the code and the value, read 2026-11. */
  readonly source: string;
}

const instances = 'https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html';
const network = 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html';
const privateLink = 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html';
const loadBalancers =
  'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html';
const clusters = 'https://docs.aws.amazon.com/general/latest/gr/eks.html';
const volumes = 'https://docs.aws.amazon.com/general/latest/gr/ebs-service.html';

function vcpus(code: string, name: string, initial: number): Quota {
  return { service: 'ec2', code, name, initial, source: instances };
}

/** Quotas that count the vCPUs of running instances, by market and family. */
const vcpuQuotas = {
  'on-demand': {
    graphics: vcpus('L-DB2E81BA', 'Running On-Demand G and VT instances', 0),
    p: vcpus('L-417A185B', 'Running On-Demand P instances', 0),
    standard: vcpus('L-1216C47A', 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances', 5),
  },
  spot: {
    graphics: vcpus('L-3819A6DF', 'All G and VT Spot Instance Requests', 0),
    p: vcpus('L-7212CCBC', 'All P4, P3 and P2 Spot Instance Requests', 0),
    p5: vcpus('L-C4BD4855', 'All P5 Spot Instance Requests', 0),
    standard: vcpus('L-34B43A08', 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests', 5),
  },
} as const;

/** Quotas that do not depend on an instance type. */
export const quotas = {
  elasticIps: {
    service: 'ec2',
    code: 'L-0263D0A3',
    name: 'EC2-VPC Elastic IPs',
    initial: 5,
    source: network,
  },
  vpcs: { service: 'vpc', code: 'L-F678F1CE', name: 'VPCs per Region', initial: 5, source: network },
  natGatewaysPerZone: {
    service: 'vpc',
    code: 'L-FE5A380F',
    name: 'NAT gateways per Availability Zone',
    initial: 5,
    source: network,
  },
  interfaceEndpointsPerVpc: {
    service: 'vpc',
    code: 'L-29B6F2EB',
    name: 'Interface VPC endpoints per VPC',
    initial: 50,
    source: privateLink,
  },
  applicationLoadBalancers: {
    service: 'elasticloadbalancing',
    code: 'L-53DA6B97',
    name: 'Application Load Balancers per Region',
    initial: 50,
    source: loadBalancers,
  },
  clusters: { service: 'eks', code: 'L-1194D53C', name: 'Clusters', initial: 100, source: clusters },
  gp3Tebibytes: {
    service: 'ebs',
    code: 'L-7A658B76',
    name: 'Storage for General Purpose SSD (gp3) volumes, in TiB',
    initial: 50,
    source: volumes,
  },
} as const satisfies Record<string, Quota>;

/** Every quota of the catalog, those of vCPUs first. */
export const allQuotas: readonly Quota[] = [
  ...Object.values(vcpuQuotas['on-demand']),
  ...Object.values(vcpuQuotas.spot),
  ...Object.values(quotas),
];

/** The quota that counts the vCPUs of an instance type; undefined for a family that the catalog lacks. */
export function vcpuQuota(instanceType: string, market: 'on-demand' | 'spot'): Quota | undefined {
  const [, letters = '', generation] = /^([a-z]+?)(\d+)/.exec(instanceType) ?? [];
  if (['g', 'gr', 'vt'].includes(letters)) return vcpuQuotas[market].graphics;
  if (letters === 'p' && market === 'on-demand') return vcpuQuotas[market].p;
  if (letters === 'p') {
    if (generation === '5') return vcpuQuotas.spot.p5;
    return ['2', '3', '4'].includes(generation ?? '') ? vcpuQuotas.spot.p : undefined;
  }
  return /^[acdhimrtz]$/.test(letters) ? vcpuQuotas[market].standard : undefined;
}
