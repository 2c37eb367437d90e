import { text, WORKSTATION, type HandWritten } from './hand-written';

export const wrongWorkstations: readonly HandWritten[] = [
  [`${WORKSTATION}.instanceType`, 'g6e', '"g6e" is not in the catalog; use'],
  [`${WORKSTATION}.instanceType`, 'm7i.large', 'm7i.large has no GPU; use a GPU type such'],
  [`${WORKSTATION}.instanceType`, 'G6e.xlarge', '"G6e.xlarge" is not in the catalog; use g6e.xlarge'],
  [`${WORKSTATION}.market`, 'capacity-block', '"capacity-block" is not allowed; use'],
  [`${WORKSTATION}.access`, 'ssh', '"ssh" is not allowed; use'],
  [`${WORKSTATION}.zone`, 'd', '"us-west-2d" has no subnet; use'],
  [`${WORKSTATION}.rootVolume`, { sizeGiB: 5 }, '5 is out of range; use at least 6.', '.sizeGiB'],
  [`${WORKSTATION}.rootVolume`, { sizeGiB: 74 }, '74 is smaller than the machine image (75', '.sizeGiB'],
  [`${WORKSTATION}.rootVolume`, { iops: 2999 }, '2999 is out of range; use at least 3000.', '.iops'],
  [`${WORKSTATION}.dataVolume`, { sizeGiB: 65537 }, '65537 is out of range; use at most 65536.', '.sizeGiB'],
  [
    `${WORKSTATION}.dataVolume`,
    { throughputMiBps: 124 },
    '124 is out of range; use at least 125.',
    '.throughputMiBps',
  ],
  [
    `${WORKSTATION}.dataVolume`,
    { snapshotId: 'snap-1' },
    '"snap-1" is not allowed; write an id such',
    '.snapshotId',
  ],
  [`${WORKSTATION}.addressName`, 'x', '"x" has no effect without an Elastic IP'],
  ['training.workstations', { A: {} }, 'is not a name that can be used here; use 1', '.A'],
  ['training.workstations', { 'a--b': {} }, 'is not a name that can be used here; use 1', '.a--b'],
  [
    'training.fleets',
    { [text(32)]: {} },
    'is not a name that can be used here; use 1',
    '.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  ],
  ['training.fleets', { 'a-': {} }, 'is not a name that can be used here; use 1', '.a-'],
  ['training.fleets', { '1a': {} }, 'is not a name that can be used here; use 1', '.1a'],
  ['training.fleets', { a: 5 }, '5 is not a map; write a map.', '.a'],
  ['training.fleets', [], '[] is not a map; write a map.'],
];
