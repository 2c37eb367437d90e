import { ProcessGroup } from '../../../cli/start/process-group';

const shell = (script: string) =>
  new ProcessGroup('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The first line of a program, as a number. */
function printed({ child }: ProcessGroup): Promise<number> {
  return new Promise((resolve) =>
    child.stdout!.once('data', (text: Buffer) => resolve(Number(text.toString()))),
  );
}

test('the exit code or the signal of a program is reported', async () => {
  expect(await shell('exit 3').ended).toEqual({ exitCode: 3, signal: null });
  expect(await shell('kill -9 $$').ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
  const missing = new ProcessGroup('/no/such/program', [], { stdio: 'ignore' });
  expect(await missing.ended).toEqual({ exitCode: 127, signal: null });
});

test('when a program exits, the processes that it started are stopped', async () => {
  const group = shell('sleep 60 &');
  // Its output is closed only when the sleep has ended too.
  expect(await group.ended).toEqual({ exitCode: 0, signal: null });
});

test('a program that ignores SIGTERM is killed', async () => {
  const group = shell('trap "" TERM; echo $$; sleep 60; sleep 60');
  const pid = await printed(group);
  expect(await group.stop(100)).toEqual({ exitCode: null, signal: 'SIGKILL' });
  expect(isRunning(pid)).toBe(false);
});

test('a program that exits on SIGTERM is not waited for, and can be stopped twice', async () => {
  const group = shell('echo $$; exec sleep 60');
  await printed(group);
  expect(await group.stop(60_000)).toEqual({ exitCode: null, signal: 'SIGTERM' });
  expect(await group.stop()).toEqual({ exitCode: null, signal: 'SIGTERM' });
});
