import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startupScript } from '../../lib/gcp/training/boot/startup-script';
import { run, unpacked, userData } from '../training/boot/user-data';
import { jobScript } from '../training/job/code';

const lib = join(__dirname, '..', '..', 'lib');

/** Text of a script of lib/, by its path there. */
export const scriptOf = (path: string) => readFileSync(join(lib, path), 'utf8');

/** Text of a function of a script. */
export function functionOf(script: string, name: string): string {
  const found = new RegExp(`^${name}\\(\\) \\{\n.*?^\\}`, 'ms').exec(script);
  if (!found) throw new Error(`There is no function ${name}.`);
  return found[0];
}

/** Output of bash for these lines, which must succeed. */
export function bash(...lines: string[]): string {
  const { status, stdout, stderr } = run('bash', ['-c', ['set -euo pipefail', ...lines].join('\n')]);
  if (status !== 0) throw new Error(`bash ended with ${status}: ${stderr}`);
  return stdout;
}

/** The scripts of an instance of one cloud. */
export interface Instance {
  /** Lines of the boot script that set its variables. */
  readonly header: string;
  /** The boot script without its header, and without the files that it writes to /opt/ml. */
  readonly boot: string;
  /** The other scripts of the instance, by their names: files in /opt/ml, and start-job.sh. */
  readonly files: Readonly<Record<string, string>>;
  /** Names of the variables in /etc/ml-platform/environment. */
  readonly environment: readonly string[];
}

function instance(
  bootScript: string,
  environmentPart: string,
  more: Readonly<Record<string, string>> = {},
): Instance {
  const [, header, rest] = /^(.*?\n)(set -Eeuo pipefail\n.*)$/s.exec(bootScript)!;
  const file = /^install_file \d+ \/opt\/ml\/(\S+) <<'ML_FILE'\n(.*?)^ML_FILE\n/gms;
  const environment = bash(
    header!,
    // Variables that other parts set.
    "instance_id='' scratch='' instance_name='' artifacts_bucket=''",
    'install_file() { cat; }',
    scriptOf('boot/write-variable.sh'),
    scriptOf(environmentPart),
  );
  return {
    header: header!,
    boot: rest!.replace(file, ''),
    files: {
      ...Object.fromEntries([...rest!.matchAll(file)].map(([, name, text]) => [name!, text!])),
      ...more,
    },
    environment: [...environment.matchAll(/^(\w+)="/gm)].map(([, name]) => name!),
  };
}

export const awsInstance = instance(
  unpacked(userData({ kind: 'fleet', name: 'night-runs' })),
  'training/boot/user-environment.sh',
  { 'start-job.sh': jobScript() },
);

export const googleInstance = instance(
  /<<'ML_BOOT_SCRIPT'\n(.*)^ML_BOOT_SCRIPT\n/ms.exec(startupScript({ pytorch: [], packages: [] }))![1]!,
  'gcp/training/boot/environment.sh',
);
