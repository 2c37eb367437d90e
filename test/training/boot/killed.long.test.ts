import { bootInstance, instanceObstacle, sections } from './instance';
import { unless, userData } from './user-data';

/**
 * The number of commands of a boot before which it is killed, evenly spread with another start in each run.
 * ML_KILL_POINTS=all: before every command.
 */
const POINTS = process.env['ML_KILL_POINTS'] ?? '60';
const seed = Number(process.env['ML_KILL_SEED'] ?? Date.now() % 1000);

/**
 * Bash runs it at the start of every script, by BASH_ENV: it counts the commands of user data and boot script by the bytes
 * of a file, as both sides of a pipe count at once and only appended bytes are never lost. It kills the script before the
 * command of that number, or the next, where two sides counted before either looked.
 */
const KILLER = `cat >/killer <<'KILLER'
if [[ $0 == /user-data || $0 == /opt/ml/boot.sh ]]; then
  set -T
  trap 'printf . >>/count; read -r killer_count </count || true; read -r killer_at </kill-at
    if [[ ! -e /killed ]] && ((killer_at > 0 && \${#killer_count} >= killer_at)); then
      echo "killed before: $BASH_COMMAND" >/killed; kill -9 $$; kill -9 $BASHPID; fi' DEBUG
fi
KILLER
: >/count`;

/** State that must be the same after every way to a finished boot. UUIDs and times are left out. */
const STATE = `echo '== state'
sed 's/UUID=[^ ]*/UUID/' /etc/fstab
[[ $(sed -n 's/UUID=\\([^ ]*\\).*/\\1/p' /etc/fstab) == "$(blkid -p -s UUID -o value "$(</volume)")" ]] && echo 'the volume in fstab'
findmnt -no FSTYPE /data; findmnt -no SOURCE /data | grep -cx "$(</volume)"; stat -c %a /data
cat /var/lib/ml-platform/ready /tmp/setup_complete.txt
find /etc/ml-platform /etc/systemd/system /etc/tmpfiles.d/ml-platform.conf /etc/profile.d/ml-platform.sh /etc/logrotate.d/ml-platform \
  /opt/ml /var/lib/ml-platform /home/ml -printf '%p %u %m\\n' | sort
find /opt/ml /etc/systemd/system /etc/ml-platform -type f -exec md5sum {} + | sort -k 2
id ml; grep -c '^ml:' /etc/passwd /etc/group; ls /etc/*.new /etc/fstab.ml-platform 2>/dev/null
/opt/ml/venv/bin/python -m pip check && echo libraries`;

/** A boot that is killed, and another: by cloud-init again, or as after a failure of the instance. */
const killed = (point: number) => `${KILLER}; echo ${point} >/kill-at
BASH_ENV=/killer bash /user-data &>/out; cat /killed
[[ -e /var/lib/ml-platform/ready ]] && echo 'ready'
before=$(blkid -p -s UUID -o value "$(</volume)")
if ((${point} % 2)); then mountpoint -q /data && umount /data; rm -rf /run/ml-platform*; fi
bash /user-data &>/out; echo "status $?"
# Not created again.
[[ -z $before || $before == "$(blkid -p -s UUID -o value "$(</volume)")" ]] && echo 'the same volume'
${STATE}`;

unless(describe, instanceObstacle())(`a boot that is killed (ML_KILL_SEED=${seed})`, () => {
  const text = userData({ volume: true });
  const whole = bootInstance(
    text,
    `${KILLER}; echo 0 >/kill-at; BASH_ENV=/killer bash /user-data &>/out; echo '== count'; stat -c %s /count\n${STATE}`,
  );
  const { count, state } = sections(whole.stdout);
  const commands = Number(count);
  const step = POINTS === 'all' ? 1 : commands / Number(POINTS);
  const points = Array.from({ length: Math.floor(commands / step) }, (_, index) =>
    POINTS === 'all' ? index + 1 : 1 + Math.floor(index * step + ((seed / 1000) % 1) * step),
  );

  let missed = 0;
  const readyBefore: string[] = [];

  test('runs more than 200 commands', () => {
    expect(commands).toBeGreaterThan(200);
    expect(state).toContain('libraries');
  });

  test.each(points)(`before command %i of ${commands} ends in the same state when it runs again`, (point) => {
    const { stdout } = bootInstance(text, killed(point));
    const before = stdout.slice(0, stdout.indexOf('== state'));
    // A boot that waits less than the counted one has fewer commands.
    if (!before.startsWith('killed before: ')) missed++;
    expect(before).toContain('status 0');
    expect(sections(stdout)['state']).toBe(state);
    expect(before).toContain('the same volume');
    if (/^ready$/m.test(before)) readyBefore.push(/^killed before: (.*)/.exec(before)?.[1] ?? 'the end');
  });

  test('is ready only when every step is done', () => {
    expect(missed).toBeLessThan(points.length / 10);
    for (const command of readyBefore)
      expect(command).toMatch(/ready|setup_complete|^date|^echo|LAUNCH_HOOK|^exit 0|the end/);
  });
});
