import { GPU, group, named, workstation, zones, type BadInput } from './bad-input';

export const badNetwork: BadInput[] = [
  [
    'text that is no range',
    { network: { cidr: '10.0.0.0' } },
    'network.cidr',
    /"10.0.0.0" is not allowed; write an IPv4 range/,
  ],
  [
    'a range with host bits',
    { network: { cidr: '10.0.0.1/16' } },
    'network.cidr',
    /with every bit after the prefix at zero/,
  ],
  [
    'a VPC too large for AWS',
    { network: { cidr: '10.0.0.0/8' } },
    'network.cidr',
    /10.0.0.0\/8 has a size that AWS refuses; use a prefix from \/16 to \/28/,
  ],
  [
    'overlapping ranges',
    zones(['10.0.1.0/24', '10.0.10.0/24'], ['10.0.1.128/25', '10.0.11.0/24']),
    'network.zones.1.publicCidr',
    /10.0.1.128\/25 overlaps network.zones.0.publicCidr \(10.0.1.0\/24\); choose/,
  ],
  [
    'a subnet outside the VPC',
    zones(['10.1.1.0/24', '10.0.10.0/24'], ['10.0.2.0/24', '10.0.11.0/24']),
    'network.zones.0.publicCidr',
    /10.1.1.0\/24 is outside the VPC \(10.0.0.0\/16\); choose/,
  ],
  [
    'subnets too small for the nodes',
    group({ max: 100 }),
    'network.zones',
    /hold 502 addresses, but 130 nodes.* may need \d+; use larger/,
  ],
  [
    'a subnet too small for the load balancer',
    zones(['10.0.1.0/24', '10.0.10.0/28'], ['10.0.2.0/24', '10.0.12.0/23']),
    'network.zones.0.privateCidr',
    /10.0.10.0\/28 is too small for the load balancer; use a prefix of at most \/27/,
  ],
  [
    'one zone',
    zones(['10.0.1.0/24', '10.0.16.0/20']),
    'network.zones',
    /has the wrong length; give at least 2 entries/,
  ],
  [
    'a zone of another region',
    {
      region: 'eu-west-1',
      network: named('us-west-2a', 'eu-west-1b'),
    },
    'network.zones.0.name',
    /"us-west-2a" is not a zone of "eu-west-1"; write a letter/,
  ],
  [
    'a zone twice',
    {
      network: named('a', 'us-west-2a'),
    },
    'network.zones.1.name',
    /"us-west-2a" is also the zone that network.zones.0.name gives; choose/,
  ],
  [
    'a zone that no region has',
    {
      network: named('a', 'z'),
    },
    'network.zones.1.name',
    /"z" is not allowed; write a letter from a to f/,
  ],
  [
    'a workstation in a zone without subnet',
    workstation({ zone: 'c' }),
    'training.workstations.default.zone',
    /"us-west-2c" has no subnet; use "us-west-2a" or "us-west-2b"/,
  ],
  [
    'an unknown region',
    { region: 'us-west-9' },
    'region',
    /"us-west-9" is not an AWS region; use .*Did you mean/,
  ],
  [
    'a certificate of another region',
    { inference: { certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/x' } },
    'inference.certificateArn',
    /is in eu-west-1; use one of "us-west-2"/,
  ],
  [
    'a certificate of another account',
    {
      account: '444455556666',
      inference: { certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/x' },
    },
    'inference.certificateArn',
    /is in account 111122223333; use one of account 444455556666/,
  ],
  [
    'text that is no certificate',
    { inference: { certificateArn: 'x' } },
    'inference.certificateArn',
    /"x" is not allowed; write the ARN/,
  ],
  [
    'a Kubernetes version without a kubectl layer',
    { cluster: { version: '1.33' } },
    'cluster.version',
    /"1.33" has no kubectl layer in this app; use "1.34", "1.35" or "1.36"/,
  ],
  [
    'a Kubernetes version past support',
    { cluster: { version: '1.28' } },
    'cluster.version',
    /"1.28" left extended support of EKS on 2025-11-26 .*; use "1.34", "1.35" or "1.36"/,
  ],
  [
    'a public endpoint without ranges',
    { cluster: { endpoint: { public: true } } },
    'cluster.endpoint.publicCidrs',
    /is empty, but the endpoint is public; list/,
  ],
  [
    'a public endpoint open to the world',
    { cluster: { endpoint: { public: true, publicCidrs: ['0.0.0.0/0'] } } },
    'cluster.endpoint.publicCidrs.0',
    /0.0.0.0\/0 opens the API server to the world; write/,
  ],
  [
    'a public endpoint open to half the world',
    { cluster: { endpoint: { public: true, publicCidrs: ['128.0.0.0/1'] } } },
    'cluster.endpoint.publicCidrs.0',
    /128.0.0.0\/1 opens the API server/,
  ],
  [
    'a private range for a public endpoint',
    { cluster: { endpoint: { public: true, publicCidrs: ['10.0.0.0/8'] } } },
    'cluster.endpoint.publicCidrs.0',
    /10.0.0.0\/8 is a private range/,
  ],
  [
    'ranges for a private endpoint',
    { cluster: { endpoint: { publicCidrs: ['8.8.8.0/24'] } } },
    'cluster.endpoint.publicCidrs',
    /\["8.8.8.0\/24"\] has no effect on a private endpoint; remove/,
  ],
  [
    'a service account that Kubernetes refuses',
    { cluster: { serviceAccounts: [{ namespace: 'ML', name: 'x' }] } },
    'cluster.serviceAccounts.0.namespace',
    /"ML" is not allowed; use 1 to 63 lower-case/,
  ],
  [
    'a service account of the platform',
    { cluster: { serviceAccounts: [{ namespace: 'kube-system', name: 'cluster-autoscaler' }] } },
    'cluster.serviceAccounts.0',
    /kube-system\/cluster-autoscaler has a role of the platform already; use/,
  ],
  [
    'no room for CoreDNS',
    group({ min: 0 }, 'cpu'),
    'cluster.nodeGroups',
    /no group with min of at least 1 and without taints; .*: add it/,
    'dev',
  ],
  [
    'a label that the kubelet refuses',
    group({ labels: { 'node-role.kubernetes.io/gpu': 'true' } }),
    `${GPU}.labels.node-role.kubernetes.io/gpu`,
    /reserved: use a domain of your own/,
  ],
  [
    'a taint twice',
    group({ taints: [{ key: 'a' }, { key: 'a', value: 'b' }] }),
    `${GPU}.taints.1`,
    /it repeats entry 0: remove one/,
  ],
];
