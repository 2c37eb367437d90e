import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Path of the pinned shellcheck; workers of Jest inherit the environment of its setup. */
export const SHELLCHECK_VARIABLE = 'ML_PLATFORM_SHELLCHECK';

/** Installs the pinned shellcheck once into a folder that git ignores. Reports the reason if that fails, and continues. */
export function installShellcheck(): void {
  const { status, stdout, stderr } = spawnSync(join(__dirname, 'environment.sh'), { encoding: 'utf8' });
  if (status === 0) process.env[SHELLCHECK_VARIABLE] = join(stdout.trim(), 'shellcheck');
  else process.stderr.write(`\nTests with shellcheck are skipped, none of them passed: ${stderr}\n`);
}
