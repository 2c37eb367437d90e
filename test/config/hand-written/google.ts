import { text, type HandWritten } from './hand-written';

export const wrongGoogle: readonly HandWritten[] = [
  ['gcp.state.prefix', '${var.x}', '"${var.x}" has "${var.x}", which Terraform'],
  ['gcp.project', 'P', '"P" is not allowed; a project id has 6 to'],
  ['gcp.project', text(31), '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" is not'],
  ['gcp.region', 'us-west-2', '"us-west-2" is not allowed; write a region'],
  ['gcp.zone', 'us-central1', '"us-central1" is not allowed; write a zone'],
  ['gcp.labels', { Team: 'x' }, 'is not a name that can be used here; a', '.Team'],
  ['gcp.labels', { team: 'X' }, '"X" is not allowed; a label value has at', '.team'],
  ['gcp.network.subnetCidr', '10.0.0.0/33', '"10.0.0.0/33" is not allowed; write an'],
  ['gcp.network.name', text(49), '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'],
  ['gcp.cluster.name', text(41), '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'],
  ['gcp.cluster.releaseChannel', 'stable', '"stable" is not allowed; use "RAPID",'],
  [
    'gcp.budget',
    { billingAccount: 'x', monthlyUsd: 1 },
    '"x" is not allowed; write a billing',
    '.billingAccount',
  ],
  ['gcp.fleets.a100.timeZone', 'PST', '"PST" is not an IANA time zone; use one'],
  ['gcp.fleets.a100.timeZone', 'BST', '"BST" is not an IANA time zone; use one'],
  ['gcp.fleets.a100.timeZone', 'Asia/Calcutta', '"Asia/Calcutta" is an old name of an IANA'],
  ['gcp.osLogin', 'yes', '"yes" is not true or false; write true or'],
  ['gcp.cluster.authorizedCidrs', ['0.0.0.0/0'], '0.0.0.0/0 opens the API server to the world;', '.0'],
  [
    'gcp.cluster.authorizedCidrs',
    ['8.8.8.0/24', '0.0.0.0/1'],
    '0.0.0.0/1 opens the API server to the world;',
    '.1',
  ],
];
