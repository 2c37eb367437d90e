import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './user-data';

const scratch = mkdtempSync(join(tmpdir(), 'instance-'));
let instances = 0;

/**
 * Boots an instance with this user data, as far as the commands go: instance.sh has the details.
 *
 * @param cloud - Folder of a cloud. Default: AWS.
 */
export function bootInstance(
  text: string,
  commands: string,
  mode: 'plain' | 'systemd' = 'plain',
  cloud = __dirname,
) {
  const place = join(scratch, String(++instances));
  writeFileSync(`${place}.img`, '');
  truncateSync(`${place}.img`, 64 * 1024 * 1024);
  writeFileSync(`${place}.user-data`, text);
  const harness = ['--mount', '--net', join(__dirname, 'instance.sh')];
  return run('unshare', [...harness, place, `${place}.img`, `${place}.user-data`, mode, commands, cloud]);
}

/** The reason why this computer cannot boot instances; undefined if it can. */
export const instanceObstacle = () =>
  bootInstance('', 'command -v curl').status === 0
    ? undefined
    : 'no root, no loop devices, no overlay file system, no ip or no curl';

export const systemdObstacle = () =>
  bootInstance('', 'systemctl start multi-user.target; systemctl is-active multi-user.target', 'systemd')
    .stdout === 'active\n'
    ? undefined
    : 'systemd does not run here';

/** The output of an instance after each line `== NAME`. */
export function sections(stdout: string): Record<string, string> {
  const parts = stdout.split(/^== (.*)\n/m).slice(1);
  return Object.fromEntries(
    parts.flatMap((name, index) => (index % 2 ? [] : [[name, parts[index + 1]!.trimEnd()]])),
  );
}
