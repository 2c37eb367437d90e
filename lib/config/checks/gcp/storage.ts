import { checkUnique } from '../unique';
import { error, warning, type Problem } from '../../problem';
import { choices, show } from '../../show';
import { didYouMean } from '../../spelling';
import { bucketName, bucketPurposes } from '../../gcp/names';
import type { GcpConfig } from '../../schema/gcp';
import { bucketName as bucketNameSchema } from '../../schema/gcp/values';

/** Locations of several regions: https://cloud.google.com/storage/docs/locations#location-mr, 2026-11 */
const multiRegions = ['US', 'EU', 'ASIA'];

/** Checks buckets and keys against the rules of Google Cloud. */
export function checkStorage(gcp: GcpConfig): Problem[] {
  return [...checkBucketNames(gcp), ...checkLocation(gcp), ...checkKeys(gcp)];
}

function checkBucketNames(gcp: GcpConfig): Problem[] {
  const names = bucketPurposes.map((purpose) => {
    const path = `gcp.buckets.names.${purpose}`;
    return { path, name: bucketName(gcp, purpose), isDefault: gcp.buckets.names[purpose] === undefined };
  });
  return [
    // The schema checks explicit names, but not those derived from the project.
    ...names
      .filter(({ isDefault, name }) => isDefault && !bucketNameSchema.safeParse(name).success)
      .map(({ name, path }) =>
        error(
          path,
          `${show(name)}, which comes from gcp.project, is refused by Cloud Storage: a name does not start with goog and does not contain google; give the bucket another name.`,
          ['gcp.project'],
        ),
      ),
    ...checkUnique([
      ['gcp.state.bucket', gcp.state.backend === 'gcs' ? gcp.state.bucket : undefined],
      ...names.map(({ name, path }) => [path, name] as const),
    ]),
  ];
}

function checkLocation({ buckets: { location }, region }: GcpConfig): Problem[] {
  if (location === undefined || location.includes('-') || multiRegions.includes(location)) return [];
  return [
    error(
      'gcp.buckets.location',
      `${show(location)} is not a location of buckets; use ${choices([region, ...multiRegions])}, or another region.` +
        didYouMean(location, multiRegions),
    ),
  ];
}

/** A destroy does not free the names of the key ring and keys, so the next apply fails. */
function checkKeys({ encryption: { customerManaged, keyRing }, protectData }: GcpConfig): Problem[] {
  if (!customerManaged || protectData) return [];
  return [
    warning(
      'gcp.encryption.customerManaged',
      `true, where gcp.protectData lets Terraform destroy everything: Cloud KMS never deletes the key ring ${show(keyRing)}, and the next apply fails on it; use false, or another keyRing after each destroy.`,
      ['gcp.protectData'],
    ),
  ];
}
