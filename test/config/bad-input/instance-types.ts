import { fleet, FLEET, GPU, group, workstation, type BadInput } from './bad-input';

export const badInstanceTypes: BadInput[] = [
  [
    'an unknown instance type',
    fleet({ instanceTypes: ['g5.13xlarge'] }),
    `${FLEET}.instanceTypes.0`,
    /"g5.13xlarge" is not in the catalog; use .*Did you mean "g5.12xlarge"/,
  ],
  [
    'a type of a family that the catalog lacks',
    fleet({ instanceTypes: ['p6e-gb200.36xlarge'] }),
    `${FLEET}.instanceTypes.0`,
    /"p6e-gb200.36xlarge" is not in the catalog; use a type of docs\/instance-types.md.$/,
  ],
  [
    'a size that only another generation has',
    fleet({ instanceTypes: ['g4dn.48xlarge'] }),
    `${FLEET}.instanceTypes.0`,
    /"g4dn.48xlarge" is not in the catalog; use (g4dn\.\w+(, )?)+. Did you mean "g4dn.\w+"\?$/,
  ],
  [
    'a share of a GPU for training',
    fleet({ instanceTypes: ['g6f.xlarge'] }),
    `${FLEET}.instanceTypes.0`,
    /g6f.xlarge has 0.125 of a GPU, .*; use a type such as g6.xlarge/,
  ],
  [
    'a share of a GPU for tasks',
    { inference: { capacity: { instanceType: 'gr6f.4xlarge' } } },
    'inference.capacity.instanceType',
    /gr6f.4xlarge has 0.5 of a GPU/,
  ],
  [
    'a GPU type on Arm',
    fleet({ instanceTypes: ['g5g.16xlarge'] }),
    `${FLEET}.instanceTypes.0`,
    /g5g.16xlarge has an arm64 processor; .*: use/,
  ],
  [
    'an instance type that AWS no longer launches',
    workstation({ instanceType: 'p3.2xlarge' }),
    'training.workstations.default.instanceType',
    /p3.2xlarge cannot be launched any more; use g6e.2xlarge/,
  ],
  [
    'a workstation without a GPU',
    workstation({ instanceType: 'm7i.large' }),
    'training.workstations.default.instanceType',
    /m7i.large has no GPU; use a GPU type/,
  ],
  [
    'a fleet without GPUs',
    fleet({ instanceTypes: ['m7i.large'] }),
    `${FLEET}.instanceTypes.0`,
    /m7i.large has no GPU; use a GPU type/,
  ],
  [
    'a fleet of unlike GPUs',
    fleet({ instanceTypes: ['g5.12xlarge', 'g5.xlarge'] }),
    `${FLEET}.instanceTypes.1`,
    /g5.xlarge \(1 × A10G, 24 GiB\) differs from g5.12xlarge \(4 × A10G, 24 GiB\); use/,
  ],
  [
    'a fleet of GPUs with unlike memory',
    fleet({ instanceTypes: ['p4d.24xlarge', 'p4de.24xlarge'] }),
    `${FLEET}.instanceTypes.1`,
    /p4de.24xlarge \(8 × A100, 80 GiB\) differs from p4d.24xlarge \(8 × A100, 40 GiB\); use/,
  ],
  [
    'an instance type twice',
    fleet({ instanceTypes: ['g5.12xlarge', 'g5.12xlarge'] }),
    `${FLEET}.instanceTypes.1`,
    /"g5.12xlarge" is not allowed; it repeats entry 0: remove one/,
  ],
  [
    'a GPU group without GPUs',
    group({ instanceTypes: ['m7i.large'] }),
    `${GPU}.instanceTypes.0`,
    /m7i.large has no GPU, but the group is labelled .*; use a GPU type or remove/,
  ],
  [
    'GPUs in a group without the label',
    group({ instanceTypes: ['g6.xlarge'] }, 'cpu'),
    'cluster.nodeGroups.cpu.labels',
    /lack nvidia.com\/gpu: "true", .*; add the label/,
  ],
  [
    'unlike types in a group',
    group({ instanceTypes: ['m7i.large', 'm7i.xlarge'] }, 'cpu'),
    'cluster.nodeGroups.cpu.instanceTypes.1',
    /m7i.xlarge \(4 vCPU, 16 GiB\) is not as large as m7i.large .*: use a second group/,
  ],
  [
    'types with unlike processors in a group',
    group({ instanceTypes: ['m7i.2xlarge', 'm7g.2xlarge'] }, 'cpu'),
    'cluster.nodeGroups.cpu.instanceTypes.1',
    /m7g.2xlarge \(arm64\) has another processor than m7i.2xlarge \(x86_64\), .*; use a second group/,
  ],
];
