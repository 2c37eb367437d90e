import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './user-data';

const scratch = mkdtempSync(join(tmpdir(), 'machine-'));
let machines = 0;

/**
 * Boots a machine with this user data, as far as the commands go: machine.sh says how.
 *
 * @param cloud - Folder of a cloud. Default: AWS.
 */
export function machine(
  text: string,
  commands: string,
  mode: 'plain' | 'systemd' = 'plain',
  cloud = __dirname,
) {
  const place = join(scratch, String(++machines));
  writeFileSync(`${place}.img`, '');
  truncateSync(`${place}.img`, 64 * 1024 * 1024);
  writeFileSync(`${place}.user-data`, text);
  const harness = ['--mount', '--net', join(__dirname, 'machine.sh')];
  return run('unshare', [...harness, place, `${place}.img`, `${place}.user-data`, mode, commands, cloud]);
}

/** Why there are no machines here, or nothing. */
export const machineObstacle = () =>
  machine('', 'command -v curl').status === 0
    ? undefined
    : 'no root, no loop devices, no overlay file system, no ip or no curl';

export const systemdObstacle = () =>
  machine('', 'systemctl start multi-user.target; systemctl is-active multi-user.target', 'systemd')
    .stdout === 'active\n'
    ? undefined
    : 'systemd does not run here';

/** What a machine printed after each line `== NAME`. */
export function sections(stdout: string): Record<string, string> {
  const parts = stdout.split(/^== (.*)\n/m).slice(1);
  return Object.fromEntries(
    parts.flatMap((name, index) => (index % 2 ? [] : [[name, parts[index + 1]!.trimEnd()]])),
  );
}
