import { CHECKPOINTS_PREFIX, JOBS_PREFIX } from '../../contract/object-prefixes';
import { error, type Problem } from '../problem';
import type { PlatformConfig, StorageConfig } from '../schema/platform';
import { show } from '../show';

/** Checks that no lifecycle rule is refused by S3, or ends what another setting, or the platform, keeps. */
export function checkStorage({ storage }: PlatformConfig): Problem[] {
  return [...checkArchive(storage.datasets), ...checkArtifacts(storage.artifacts)];
}

/** S3 keeps the order of transitions and expirations: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
function checkArchive({ archive, noncurrentVersionsKeptDays }: StorageConfig['datasets']): Problem[] {
  if (!archive) return [];
  const path = 'storage.datasets';
  const { glacierAfterDays, infrequentAccessAfterDays, noncurrentGlacierAfterDays } = archive;
  const problems: Problem[] = [];
  // S3 refuses a second transition that comes less than 30 days after one to Standard-IA.
  const earliest = infrequentAccessAfterDays + 30;
  if (glacierAfterDays < earliest) {
    problems.push(
      error(
        `${path}.archive.glacierAfterDays`,
        `${glacierAfterDays} is too early; S3 keeps an object 30 days in Standard-IA: use ${earliest} or more.`,
        [`${path}.archive.infrequentAccessAfterDays`],
      ),
    );
  }
  if (noncurrentVersionsKeptDays <= noncurrentGlacierAfterDays) {
    problems.push(
      error(
        `${path}.noncurrentVersionsKeptDays`,
        `${noncurrentVersionsKeptDays} ends versions before they move to Glacier; use more than ` +
          `archive.noncurrentGlacierAfterDays (${noncurrentGlacierAfterDays}), best 90 days more, which Glacier bills anyway.`,
        [`${path}.archive.noncurrentGlacierAfterDays`],
      ),
    );
  }
  return problems;
}

/** Of all rules that match an object, S3 follows the one that ends it first. */
function checkArtifacts(config: StorageConfig['artifacts']): Problem[] {
  const path = 'storage.artifacts';
  const { deletedCheckpointsKeptDays, experimentsPrefix, noncurrentVersionsKeptDays } = config;
  const problems = [CHECKPOINTS_PREFIX, JOBS_PREFIX]
    .filter((kept) => kept.startsWith(experimentsPrefix) || experimentsPrefix.startsWith(kept))
    .map((kept) =>
      error(
        `${path}.experimentsPrefix`,
        `${show(experimentsPrefix)} would delete objects of jobs below ${kept}; choose a prefix of its own, such as experiments/.`,
        [],
      ),
    );
  if (deletedCheckpointsKeptDays <= noncurrentVersionsKeptDays) return problems;
  return [
    ...problems,
    error(
      `${path}.deletedCheckpointsKeptDays`,
      `${deletedCheckpointsKeptDays} is longer than every version of the bucket is kept (${noncurrentVersionsKeptDays}); ` +
        'lower it or raise noncurrentVersionsKeptDays.',
      [`${path}.noncurrentVersionsKeptDays`],
    ),
  ];
}
