import { RegionInfo } from 'aws-cdk-lib/region-info';
import { serviceLimits } from '../../../catalog';
import { roleNamings } from '../names';
import { anyCase, checkUnique, type GivenValue } from '../unique';
import { error, warning, type Problem } from '../../problem';
import type { PlatformConfig } from '../../schema/platform';
import { show } from '../../show';
import { googleReaders } from '../../gcp/google-readers';

/** Checks that jobs on Google Cloud can read data on AWS. */
export function checkAws(config: PlatformConfig): Problem[] {
  if (config.gcp.aws === undefined) return [];
  return [...checkPartition(config), ...checkIds(config), ...checkRoleNames(config), ...checkAccount(config)];
}

function checkPartition({ region }: PlatformConfig): Problem[] {
  const { partition } = RegionInfo.get(region);
  if (partition === undefined || partition === 'aws') return [];
  return [
    error(
      'gcp.aws',
      `cannot read data in ${region}: Google Cloud reaches the partition aws, and not ${partition}; remove gcp.aws.`,
      ['region'],
    ),
  ];
}

function checkIds({ gcp: { aws } }: PlatformConfig): Problem[] {
  if (aws?.trainingUniqueId === undefined && aws?.transfer === undefined) {
    return [
      warning(
        'gcp.aws',
        'has no role on AWS yet: run terraform apply, write its outputs training_account_unique_id into gcp.aws.trainingUniqueId and transfer_account_unique_id into gcp.aws.transfer.uniqueId, whichever you use, deploy the Identity stack, and apply again.',
      ),
    ];
  }
  if (aws.trainingUniqueId !== aws.transfer?.uniqueId) return [];
  return [
    error(
      'gcp.aws.transfer.uniqueId',
      `${show(aws.transfer?.uniqueId)} is also gcp.aws.trainingUniqueId, and they are two accounts; use the output transfer_account_unique_id.`,
      ['gcp.aws.trainingUniqueId'],
    ),
  ];
}

function checkRoleNames(config: PlatformConfig): Problem[] {
  const { training, transfer } = googleReaders(config);
  const roleNames = [training, transfer].flatMap((reader) => (reader ? [reader.roleName] : []));
  const readers = roleNames.map((name): GivenValue => ['gcp.aws', name]);
  return [
    // One at a time: checkNames() compares them with each other.
    ...roleNamings(config).flatMap((other) => checkUnique([...readers, other], { identity: anyCase })),
    ...roleNames
      .filter((name) => name.length > serviceLimits.roleName.value)
      .map((name) =>
        error(
          'project',
          `makes a role ${show(name)} of ${name.length} characters, together with environment, and IAM allows ${serviceLimits.roleName.value}; choose a shorter one.`,
          ['environment', 'gcp.aws'],
        ),
      ),
  ];
}

function checkAccount(config: PlatformConfig): Problem[] {
  const { training, transfer } = googleReaders(config);
  if (config.account !== undefined || (training === undefined && transfer === undefined)) return [];
  return [
    warning(
      'account',
      'is not set, so terraform asks for the variable aws_account_id, which gcp.aws needs; give the account here.',
      ['gcp.aws'],
    ),
  ];
}
