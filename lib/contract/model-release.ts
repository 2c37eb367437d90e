/**
 * Where models are in the models bucket.
 *
 * Training writes candidates. A promotion makes a release of one: its files below `files/`, and beside that folder their
 * checksums, as `sha256sum` writes them. The version of a release is the digest of the checksums, so that it names the
 * content.
 */
export const CANDIDATES_PREFIX = 'candidates/';

/** Prefix of releases, which only the promotion role writes, and nobody overwrites. */
export const RELEASES_PREFIX = 'releases/';

/** Name of the file of checksums in the folder of a release. */
export const CHECKSUMS_FILE = 'SHA256SUMS';

/** Name of the record of a promotion in the folder of a release: what was promoted, by whom and when. */
export const RECORD_FILE = 'release.json';

/** Folder of the files of a model in the folder of its release. */
export const MODEL_FILES = 'files';

/** Pattern of the name of a model. */
export const MODEL_NAME_PATTERN = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/** A release of a model. */
export interface ModelRelease {
  readonly name: string;
  /** SHA-256 of its checksums, 64 hexadecimal digits. */
  readonly digest: string;
}

/** Prefix of all releases of a model, with a slash at its end. */
export function releasesOf(name: string): string {
  return `${RELEASES_PREFIX}${name}/`;
}

/** Prefix of a release, with a slash at its end. */
export function releasePrefix({ name, digest }: ModelRelease): string {
  return `${releasesOf(name)}${digest}/`;
}

/** A release as it is written in the configuration: `llm@sha256:…`. */
export function modelReference({ name, digest }: ModelRelease): string {
  return `${name}@sha256:${digest}`;
}

/** Reads a release of the configuration; undefined if it is none. */
export function parseModelReference(text: string): ModelRelease | undefined {
  const [, name, digest] = new RegExp(`^(${MODEL_NAME_PATTERN})@sha256:([0-9a-f]{64})$`).exec(text) ?? [];
  return name === undefined || digest === undefined ? undefined : { name, digest };
}
