import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Root of the repository. */
export const root = join(__dirname, '..', '..');

/** Folder of the parts that instances of both clouds run. */
export const sharedFolder = join(root, 'lib', 'boot');

/** Folders of the shell scripts that instances run. */
const folders = [
  'lib/boot',
  'lib/training/boot',
  'lib/training/job',
  'lib/gcp/training/boot',
  'lib/gcp/training/job',
];

/** A script that instances run. */
export interface Script {
  /** Path in the repository. */
  readonly name: string;
  readonly path: string;
}

/** Every part of the scripts that instances run. */
export const scripts: readonly Script[] = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sh'))
    .map((name) => {
      const path = join(root, folder, name);
      return { name: relative(root, path), path };
    }),
);
