import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { PlatformConfig } from '../../lib/config';
import {
  modelReference,
  parseModelReference,
  RECORD_FILE,
  RELEASES_PREFIX,
} from '../../lib/contract/model-release';
import { leftColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';
import type { Models } from './open-models';
import type { ReleaseRecord } from './release-record';

/** Lists the releases of all models, the newest first, and the services of the configuration that name them. */
export async function listReleases(models: Models, config: PlatformConfig): Promise<string> {
  const releases = await readReleases(models);
  if (releases.length === 0)
    return 'There are no releases yet. npm run models -- promote --help shows how to make one.';
  releases.sort(([, one], [, other]) => other.promotedAt.localeCompare(one.promotedAt));
  const services = Object.entries(config.inference.services);
  return textTable(
    leftColumns('model', 'released', 'GB', 'by', 'services'),
    releases.map(([reference, { bytes, promotedAt, promotedBy }]) => [
      reference,
      promotedAt.slice(0, 16).replace('T', ' '),
      (bytes / 1e9).toFixed(1),
      promotedBy.split(':').at(-1) ?? '',
      services.flatMap(([name, { model }]) => (model === reference ? [name] : [])).join(', '),
    ]),
  );
}

async function readReleases({ bucket, s3 }: Models): Promise<[reference: string, record: ReleaseRecord][]> {
  const releases: [string, ReleaseRecord][] = [];
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: RELEASES_PREFIX });
  for await (const { Contents = [] } of pages) {
    for (const { Key = '' } of Contents) {
      const [, name = '', digest = '', file, ...deeper] = Key.split('/');
      const reference = modelReference({ name, digest });
      if (file !== RECORD_FILE || deeper.length > 0 || !parseModelReference(reference)) continue;
      const { Body } = await s3.getObject({ Bucket: bucket, Key });
      releases.push([reference, JSON.parse(await Body!.transformToString()) as ReleaseRecord]);
    }
  }
  return releases;
}
