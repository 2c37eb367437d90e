import { RegionInfo } from 'aws-cdk-lib/region-info';
import { findOfferings } from '../../catalog';
import { error, warning, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { show } from '../show';
import { didYouMean } from '../spelling';
import { checkZones } from './zones';

/** Checks the region, its zones, and that every ARN belongs to this account and region. */
export function checkPlace(config: PlatformConfig, credentialsAccount?: string): Problem[] {
  return [
    ...checkRegion(config.region),
    ...checkAccount(config.account, credentialsAccount),
    ...checkZones(config),
    ...checkEbsKey(config),
    ...checkCertificate(config, config.account ?? credentialsAccount),
    ...checkPartitions(config),
  ];
}

function checkRegion(region: string): Problem[] {
  const regions = RegionInfo.regions.map(({ name }) => name);
  if (regions.includes(region)) return findOfferings(region)?.zones.size ? [] : [unknownOfferings(region)];
  return [
    error(
      'region',
      `${show(region)} is not an AWS region; use one such as us-west-2.${didYouMean(region, regions)}`,
      [],
    ),
  ];
}

/** One warning for the region, and not one for each of its instance types. */
function unknownOfferings(region: string): Problem {
  return warning(
    'region',
    `the catalog does not know the zones of ${region}, nor the instance types that they sell; compare them with aws ec2 describe-instance-type-offerings --region ${region} --location-type availability-zone.`,
    [],
  );
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

function checkEbsKey({ ebsKeyArn, region }: PlatformConfig): Problem[] {
  const keyRegion = ebsKeyArn?.split(':')[3];
  if (keyRegion === undefined || keyRegion === region) return [];
  return [
    error('ebsKeyArn', `the key is in ${keyRegion}; use one of ${show(region)}, where the volumes are.`, [
      'region',
    ]),
  ];
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

/** IAM, KMS and EKS refuse an ARN of another partition. One of another region has its own problem. */
function checkPartitions({ cluster, ebsKeyArn, inference, region }: PlatformConfig): Problem[] {
  const { partition } = RegionInfo.get(region);
  const arns = [
    ['ebsKeyArn', ebsKeyArn] as const,
    ['inference.certificateArn', inference.certificateArn] as const,
    ...cluster.adminArns.map((arn, index) => [`cluster.adminArns.${index}`, arn] as const),
  ];
  return arns.flatMap(([path, arn]) => {
    const [, given, , arnRegion] = arn?.split(':') ?? [];
    if (!partition || given === undefined || given === partition) return [];
    if (arnRegion && arnRegion !== region) return [];
    return [
      error(
        path,
        `${show(given)} is not the partition of ${region}; write an ARN that starts with arn:${partition}:.`,
        ['region'],
      ),
    ];
  });
}
