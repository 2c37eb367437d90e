import { RegionInfo } from 'aws-cdk-lib/region-info';
import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { didYouMean } from '../spelling';

/** Checks the region, its zones, and that nothing belongs to another account or region. */
export function checkPlace(config: PlatformConfig, credentialsAccount?: string): Problem[] {
  return [
    ...checkRegion(config.region),
    ...checkAccount(config.account, credentialsAccount),
    ...checkZones(config),
    ...checkCertificate(config),
  ];
}

function checkRegion(region: string): Problem[] {
  const regions = RegionInfo.regions.map(({ name }) => name);
  if (regions.includes(region)) return [];
  return [
    error(
      'region',
      `"${region}" is not an AWS region; use one such as us-west-2.${didYouMean(region, regions)}`,
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
    ),
  ];
}

function checkZones({ network, region, training }: PlatformConfig): Problem[] {
  const names = network.zones.map(({ name }) => name);
  const zoneProblems = names.flatMap((name, index) => {
    const path = `network.zones.${index}.name`;
    if (name.slice(0, -1) !== region) {
      return [
        error(path, `"${name}" is not a zone of ${region}; write a letter, or a zone such as ${region}a.`),
      ];
    }
    if (names.indexOf(name) < index)
      return [error(path, `"${name}" is used twice; give every entry a zone of its own.`)];
    return [];
  });
  const workstationProblems = Object.entries(training.workstations).flatMap(([key, { zone }]) =>
    zone === undefined || names.includes(zone)
      ? []
      : [error(`training.workstations.${key}.zone`, `"${zone}" has no subnet; use ${names.join(' or ')}.`)],
  );
  return [...zoneProblems, ...workstationProblems];
}

function checkCertificate({ account, inference, region }: PlatformConfig): Problem[] {
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
            `the certificate is in ${certificateRegion}; a load balancer in ${region} needs one from ${region}.`,
          ),
        ]),
    ...(account === undefined || certificateAccount === account
      ? []
      : [error(path, `the certificate is in account ${certificateAccount}; use one of account ${account}.`)]),
  ];
}
