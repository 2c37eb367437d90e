import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePythonEnvironment } from '../../../cli/start/python-environment';

const scratch = mkdtempSync(join(tmpdir(), 'ml-platform-python-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let path: string;
let folder: string;
let requirements: string;
const reports: string[] = [];

beforeEach(() => {
  const home = mkdtempSync(join(scratch, 'computer-'));
  path = join(home, 'bin');
  folder = join(home, 'environment');
  requirements = join(home, 'requirements.txt');
  mkdirSync(path);
  writeFileSync(requirements, 'ministack==1\n');
  reports.length = 0;
});

/** Puts a program in the only folder of PATH. */
function program(name: string, ...script: string[]): void {
  writeFileSync(join(path, name), `#!/bin/sh\n${script.join('\n')}\n`);
  chmodSync(join(path, name), 0o755);
}

/** A Python that creates environments with a given script as pip. */
function python(version: string, pip: string): void {
  program('interpreter', 'case "$2" in', `-c) echo ${version} ;;`, `-m) ${pip} ;;`, 'esac');
  const makeEnvironment = '/bin/mkdir -p "$4/bin" && /bin/cp "${0%/*}/interpreter" "$4/bin/python"';
  program('python3', 'case "$2" in', `-c) echo ${version} ;;`, `-m) ${makeEnvironment} ;;`, 'esac');
}

/** Counts the installations in a file beside the requirements. */
const installs = 'echo installed >> "${0%/*}/../../installations"';

function installations(): number {
  return readFileSync(join(folder, '..', 'installations'), 'utf8')
    .trim()
    .split('\n').length;
}

function prepare(): Promise<string> {
  return preparePythonEnvironment({ folder, requirements, path, report: (line) => reports.push(line) });
}

test('the environment is installed once', async () => {
  python('3.12.1', installs);
  expect(await prepare()).toBe(join(folder, 'bin', 'python'));
  expect(reports).toEqual([
    expect.stringMatching(/^Installing the emulated AWS account into .*environment \(/),
  ]);
  expect(await prepare()).toBe(join(folder, 'bin', 'python'));
  expect(installations()).toBe(1);
  expect(reports).toHaveLength(1);
});

test('the environment is created again for other requirements, another Python, or if it is broken', async () => {
  python('3.12.1', installs);
  await prepare();
  writeFileSync(requirements, 'ministack==2\n');
  await prepare();
  expect(installations()).toBe(2);

  python('3.13.0', installs);
  writeFileSync(join(folder, 'bin', 'python'), readFileSync(join(path, 'interpreter')));
  await prepare();
  expect(installations()).toBe(3);

  rmSync(join(folder, 'bin'), { recursive: true });
  await prepare();
  expect(installations()).toBe(4);
});

test('a Python that is too old is skipped', async () => {
  python('3.11.9', installs);
  program('python3.11', 'exec "${0%/*}/good" "$@"');
  writeFileSync(join(path, 'good'), readFileSync(join(path, 'python3')), { mode: 0o755 });
  program('python3', 'echo 3.9.6');
  await prepare();
  expect(installations()).toBe(1);
});

test('without a Python, the error names the versions to install', async () => {
  await expect(prepare()).rejects.toThrow(
    /^No Python was found, and the emulated AWS account needs Python 3\.10 to 3\.14; install one, /,
  );
});

test.each(['3.8.10', '3.15.0', '2.7.18'])(
  'Python %s is an error that names the versions that work',
  async (version) => {
    program('python3', `echo ${version}`);
    program('python', 'echo command not found >&2; exit 127');
    await expect(prepare()).rejects.toThrow(
      `python3 is ${version}, and the emulated AWS account needs Python 3.10 to 3.14; install one`,
    );
  },
);

test.each([
  ['ensurepip is not available.', 'in the words of Debian'],
  ['No module named venv', 'without the module'],
])('a missing venv is an error that names the package: %s', async (message) => {
  program('python3', `case "$2" in -c) echo 3.12.1 ;; *) echo "${message}"; exit 1 ;; esac`);
  await expect(prepare()).rejects.toThrow(
    'python3 cannot create virtual environments because its venv module is not installed; ' +
      'install it (Debian and Ubuntu: apt install python3-venv), and run npm start again.',
  );
});

test('any other failure of venv is shown', async () => {
  program('python3', 'case "$2" in -c) echo 3.12.1 ;; *) echo "Error: No space left"; exit 1 ;; esac');
  await expect(prepare()).rejects.toThrow(
    `python3 could not create the virtual environment ${folder}: Error: No space left`,
  );
});

test('a failed installation shows the last line of pip, and is repeated the next time', async () => {
  python('3.12.1', 'echo WARNING: slow >&2; echo ERROR: No matching distribution >&2; exit 1');
  await expect(prepare()).rejects.toThrow(
    `pip could not install ${requirements}: ERROR: No matching distribution (it needs the network once;`,
  );
  expect(existsSync(folder)).toBe(true);
  python('3.12.1', installs);
  await prepare();
  expect(installations()).toBe(1);
});

test('the installation can be interrupted', async () => {
  python('3.12.1', 'sleep 60');
  program('sleep', 'exec /bin/sleep "$@"');
  const work = new AbortController();
  const report = () => setTimeout(() => work.abort(new Error('interrupted')), 50);
  const preparing = preparePythonEnvironment({ folder, requirements, path, report, signal: work.signal });
  await expect(preparing).rejects.toThrow('interrupted');
});
