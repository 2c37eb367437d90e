import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, strToU8 } from 'fflate';

/** Mount point of the data volume; a folder of the root volume on an instance without one. */
export const DATA_MOUNT = '/data';

/**
 * Text of a script file, without its last line break.
 *
 * @param path - Path segments, as of `path.join`.
 */
export function readScript(...path: string[]): string {
  return readFileSync(join(...path), 'utf8').trimEnd();
}

/** A part of lib/boot/, which instances of both clouds run, by its path there: `begin.sh`. */
export function sharedScript(path: string): string {
  return readScript(__dirname, path);
}

/**
 * A part that writes a file to /opt/ml with `install_file` of begin.sh.
 *
 * @param mode - Mode of the file, for example `0755`.
 * @param texts - Parts of the file, in order.
 */
export function installFile(name: string, mode: '0644' | '0755', ...texts: string[]): string {
  return [`install_file ${mode} /opt/ml/${name} <<'ML_FILE'`, ...texts, 'ML_FILE'].join('\n');
}

/** One script from its parts, in the order in which they run, without comments and blank lines. */
export function assemble(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`.replace(/^\s*(#(?!!).*)?\n/gm, '');
}

/** Shell assignments of the settings, one per entry. A value may hold any character. */
export function settingLines(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).map(
    ([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
  );
}

/**
 * Compresses a script for user data: gzip in base64.
 *
 * By fflate: the output of Node's zlib depends on version and processor, and changed user data replaces workstations.
 */
export function packed(text: string): string {
  return Buffer.from(gzipSync(strToU8(text), { level: 9, mtime: 0 })).toString('base64');
}
