import { RegionInfo } from 'aws-cdk-lib/region-info';
import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { choices, show } from '../show';
import { didYouMean } from '../spelling';
import { checkUnique } from './unique';

/** Checks the region, its zones, and that every ARN belongs to this account and region. */
export function checkPlace(config: PlatformConfig, credentialsAccount?: string): Problem[] {
  return [
    ...checkRegion(config.region),
    ...checkAccount(config.account, credentialsAccount),
    ...checkZones(config),
    ...checkCertificate(config, config.account ?? credentialsAccount),
  ];
}

function checkRegion(region: string): Problem[] {
  const regions = RegionInfo.regions.map(({ name }) => name);
  if (regions.includes(region)) return [];
  return [
    error(
      'region',
      `${show(region)} is not an AWS region; use one such as us-west-2.${didYouMean(region, regions)}`,
      [],
    ),
  ];
}

function checkAccount(account: string | undefined, credentialsAccount: string | undefined): Problem[] {
  if (!account || !credentialsAccount || account === credentialsAccount) return [];
  return [
    error(
      'account',
      `this environment belongs to ${account}, but the credentials are for ${credentialsAccount}; ` +
        'choose the AWS profile of the right account, or the right environment.',
      [],
    ),
  ];
}

function checkZones({ network, region, training }: PlatformConfig): Problem[] {
  const names = network.zones.map(({ name }) => name);
  const isOfRegion = (name: string) => name.slice(0, -1) === region;
  const zones = names.map((name, index) => ({ name, path: `network.zones.${index}.name` }));
  const zoneProblems = [
    ...zones
      .filter(({ name }) => !isOfRegion(name))
      .map(({ name, path }) =>
        error(
          path,
          `${show(name)} is not a zone of ${show(region)}; write a letter such as a, or change region.`,
          ['region'],
        ),
      ),
    ...checkUnique(
      zones.filter(({ name }) => isOfRegion(name)).map(({ name, path }) => [path, name]),
      { noun: 'zone', dependsOn: ['region'] },
    ),
  ];
  const groups: Readonly<Record<string, Readonly<Record<string, { zone?: string }>>>> = {
    workstations: training.workstations,
    fleets: training.fleets,
  };
  const subnetProblems = Object.entries(groups).flatMap(([kind, entries]) =>
    Object.entries(entries).flatMap(([key, { zone }]) =>
      zone === undefined || names.includes(zone)
        ? []
        : [
            error(
              `training.${kind}.${key}.zone`,
              `${show(zone)} has no subnet; use ${choices(names)}, or add it to network.zones.`,
              ['region', 'network.zones'],
            ),
          ],
    ),
  );
  return [...zoneProblems, ...subnetProblems];
}

function checkCertificate({ inference, region }: PlatformConfig, account: string | undefined): Problem[] {
  const { certificateArn } = inference;
  if (certificateArn === undefined) return [];
  const [, , , certificateRegion, certificateAccount] = certificateArn.split(':');
  const path = 'inference.certificateArn';
  return [
    ...(certificateRegion === region
      ? []
      : [
          error(
            path,
            `the certificate is in ${certificateRegion}; use one of ${show(region)}, where the load balancer is.`,
            ['region'],
          ),
        ]),
    ...(account === undefined || certificateAccount === account
      ? []
      : [
          error(path, `the certificate is in account ${certificateAccount}; use one of account ${account}.`, [
            'account',
          ]),
        ]),
  ];
}
