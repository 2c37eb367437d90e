import { consoleOutput, printable } from '../../../cli/train/console';
import { LogTail } from '../../../cli/train/log-tail';
import { MemoryAccount } from './memory-account';

function written(isTTY: boolean): { text: string; output: ReturnType<typeof consoleOutput> } {
  const screen = { text: '', output: undefined as never as ReturnType<typeof consoleOutput> };
  const write = (text: string) => {
    screen.text += text;
    return true;
  };
  screen.output = consoleOutput({ write, isTTY, columns: 12 }, { write });
  return screen;
}

test('on a terminal progress stays below the log, elsewhere each step is a line', () => {
  const [terminal, file] = [written(true), written(false)];
  for (const { output } of [terminal, file]) {
    output.progress('step 1');
    output.progress('step 1');
    output.line('saved');
    output.progress('a long line of progress');
    output.end();
  }
  expect(terminal.text).toBe('step 1\r\u001b[Ksaved\nstep 1\r\u001b[Ka long line\n');
  expect(file.text).toBe('step 1\nsaved\na long line of progress\n');
});

test('a log cannot move the cursor or forge lines', () => {
  expect(printable('\u001b[2J\u001b[31mred\u001b[0m\u0007Fleet default is set back\ta')).toBe(
    'redFleet default is set back\ta',
  );
});

test('every log line is read once, from all pages, ordered by time', async () => {
  const account = new MemoryAccount();
  const tail = new LogTail(account.clients().logs, 'group', 'default', new Date(0));
  const stream = (id: string) => (account.streams[`fleet/default/${id}/training`] ??= []);
  expect(await tail.read(['i-1'], 'training')).toEqual([]);
  stream('i-1').push(...[1, 3, 5].map((timestamp) => ({ timestamp, message: `one ${timestamp}` })));
  stream('i-2').push({ timestamp: 2, message: 'two 2' });
  const texts = async () => (await tail.read(['i-1', 'i-2'], 'training')).map(({ text }) => text);
  expect(await texts()).toEqual(['one 1', 'two 2', 'one 3', 'one 5']);
  expect(await texts()).toEqual([]);
  stream('i-2').push({ timestamp: 6, message: 'two 6' });
  expect(await texts()).toEqual(['two 6']);
});
