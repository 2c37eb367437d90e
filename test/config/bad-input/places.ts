import { fleet, FLEET, named, workstation, type BadInput } from './bad-input';

/** An overlay in another region. */
const at = (region: string, overlay: object = {}) => ({ region, ...overlay });

/** Regions, zones, and what they do not have. */
export const badPlaces: BadInput[] = [
  [
    'a fleet of a type that the region does not sell',
    at('eu-west-1', fleet({ instanceTypes: ['g6e.12xlarge'] })),
    `${FLEET}.instanceTypes.0`,
    /g6e.12xlarge is not sold in eu-west-1; use "g5.12xlarge".*, or another region/,
  ],
  [
    'a workstation of the environment that the region does not sell',
    at('eu-west-1'),
    'training.workstations.default.instanceType',
    /g6e.xlarge is not sold in eu-west-1; use "g\w+.xlarge"/,
  ],
  [
    'nodes that the region does not sell',
    at('eu-west-1'),
    'cluster.nodeGroups.inference.instanceTypes.0',
    /g6.xlarge is not sold in eu-west-1; use "g5.xlarge"/,
  ],
  [
    'container instances that the region does not sell',
    at('eu-west-1'),
    'inference.capacity.instanceType',
    /g6.xlarge is not sold in eu-west-1; use/,
  ],
  [
    'nodes without GPUs that the region does not sell',
    at('ca-west-1'),
    'cluster.nodeGroups.cpu.instanceTypes.0',
    /m7i.2xlarge is not sold in ca-west-1; use "m[\w-]+.2xlarge"/,
  ],
  [
    'a fleet in a zone that does not sell its type',
    at('eu-north-1', {
      network: named('a', 'b', 'c'),
      ...fleet({ instanceTypes: ['g5.12xlarge'], zone: 'a' }),
    }),
    `${FLEET}.instanceTypes.0`,
    /g5.12xlarge is not sold in eu-north-1a; use "eu-north-1\w"/,
  ],
  [
    'a NAT instance that the region does not sell',
    at('me-central-1', { network: { nat: 'instance' } }),
    'network.nat',
    /instance needs a t4g.nano, which is not sold in me-central-1; use gateway-per-zone/,
  ],
  [
    'a zone that the region does not have',
    at('ap-northeast-1'),
    'network.zones.1.name',
    /"ap-northeast-1b" does not exist: .* has ap-northeast-1a, ap-northeast-1c and ap-northeast-1d; use/,
  ],
  [
    'a zone between others that the region does not have',
    at('ca-central-1', { network: named('a', 'c') }),
    'network.zones.1.name',
    /"ca-central-1c" does not exist: .*; use "ca-central-1a", "ca-central-1b" or "ca-central-1d"/,
  ],
  [
    'a zone that EKS refuses',
    at('us-east-1', { network: named('a', 'e') }),
    'network.zones.1.name',
    /EKS takes no subnet in us-east-1e \(use1-az3\); use "us-east-1a", .*"us-east-1d" or "us-east-1f"/,
  ],
  [
    'a budget where CloudFormation has none',
    at('eu-north-1', { observability: { monthlyBudgetUsd: 500 } }),
    'observability.monthlyBudgetUsd',
    /500 asks for a budget, and CloudFormation has no AWS::Budgets::Budget in eu-north-1; use null/,
  ],
  [
    'a workstation in a zone that does not sell its type',
    at('eu-north-1', {
      network: named('a', 'b', 'c'),
      ...workstation({ instanceType: 'g5.12xlarge', zone: 'a' }),
    }),
    'training.workstations.default.instanceType',
    /g5.12xlarge is not sold in eu-north-1a; use/,
  ],
  [
    'a key of another partition',
    { ebsKeyArn: 'arn:aws-cn:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
    'ebsKeyArn',
    /"aws-cn" is not the partition of us-west-2; write an ARN that starts with arn:aws:/,
  ],
  [
    'a certificate of another partition',
    { inference: { certificateArn: 'arn:aws-cn:acm:us-west-2:111122223333:certificate/x' } },
    'inference.certificateArn',
    /"aws-cn" is not the partition of us-west-2; write an ARN that starts with arn:aws:/,
  ],
  [
    'an administrator of another partition',
    at('us-gov-west-1', { cluster: { adminArns: ['arn:aws:iam::111122223333:role/admin'] } }),
    'cluster.adminArns.0',
    /"aws" is not the partition of us-gov-west-1; write an ARN that starts with arn:aws-us-gov:/,
  ],
];
