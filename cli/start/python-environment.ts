import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessGroup } from './process-group';
import { UserError } from '../user-error';

const root = join(__dirname, '..', '..');

/** The folder and the requirements of the emulator. */
export interface PythonEnvironmentOptions {
  /** @default '.venv' at the root of the repository */
  readonly folder?: string;
  /** @default 'emulator/requirements.txt' */
  readonly requirements?: string;
  /**
   * Folders that are searched for Python, as in PATH.
   * @default the PATH of this process
   */
  readonly path?: string;
  /**
   * Receives a line before each long step.
   * @default prints nothing
   */
  readonly report?: (line: string) => void;
  /** Aborts the installation. */
  readonly signal?: AbortSignal;
}

/** Names of the interpreter, in order. On macOS, python3 is often older than the versioned names. */
const COMMANDS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const OLDEST = [3, 10];
/** The newest version that cfn-lint supports. */
const NEWEST = [3, 14];
const SUPPORTED = `${OLDEST.join('.')} to ${NEWEST.join('.')}`;

const VERSION = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
/** Prints the version only if the required packages are installed. */
const CHECK = `import importlib.util as find; assert find.find_spec("ministack") and find.find_spec("boto3"); ${VERSION}`;

/**
 * Installs the emulator into a virtual environment, unless one with the same requirements exists.
 *
 * @returns The Python interpreter of the environment.
 * @throws UserError if there is no suitable Python or the installation fails.
 */
export async function preparePythonEnvironment(options: PythonEnvironmentOptions = {}): Promise<string> {
  const { folder = join(root, '.venv'), requirements = join(root, 'emulator', 'requirements.txt') } = options;
  const { path = process.env['PATH'] ?? '', report = () => {}, signal } = options;
  const interpreter = interpreterOf(folder);
  const stampFile = join(folder, 'made-from.json');
  const sha256 = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const stamp = (version: string) => `${JSON.stringify({ requirements: sha256, python: version })}\n`;

  const present = await versionOf(interpreter, CHECK, path);
  if (present && readIfThere(stampFile) === stamp(present)) return interpreter;

  const { command, version } = await findPython(path);
  report(`Installing the emulated AWS account into ${folder} (once; half a minute) ...`);
  rmSync(folder, { recursive: true, force: true });
  const made = await run(command, ['-I', '-m', 'venv', folder], path, signal);
  if (made.exitCode !== 0) throw new UserError(venvProblem(command, folder, made.output));
  const pip = ['-I', '-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  const installed = await run(interpreter, [...pip, '--require-hashes', '-r', requirements], path, signal);
  if (installed.exitCode !== 0) {
    throw new UserError(
      `pip could not install ${requirements}: ${lastLine(installed.output)} ` +
        '(it needs the network once; check that pip can reach its package index, and run npm start again).',
    );
  }
  // Written last: an environment without it is incomplete.
  writeFileSync(stampFile, stamp(version));
  return interpreter;
}

/** The interpreter of a virtual environment. */
export function interpreterOf(folder = join(root, '.venv')): string {
  return join(folder, 'bin', 'python');
}

async function findPython(path: string): Promise<{ command: string; version: string }> {
  const unsuitable: string[] = [];
  for (const command of COMMANDS) {
    const version = await versionOf(command, VERSION, path);
    if (version && isSupported(version)) return { command, version };
    if (version) unsuitable.push(`${command} is ${version}`);
  }
  const found = unsuitable.length === 0 ? 'No Python was found' : unsuitable.join(', ');
  throw new UserError(
    `${found}, and the emulated AWS account needs Python ${SUPPORTED}; ` +
      'install one, so that python3 in your PATH is it (https://www.python.org/downloads).',
  );
}

function isSupported(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === OLDEST[0] && minor! >= OLDEST[1]! && minor! <= NEWEST[1]!;
}

/** The version that an interpreter prints; undefined if it fails. */
function versionOf(command: string, script: string, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, ['-I', '-c', script], { env: { ...process.env, PATH: path } }, (failure, stdout) => {
      resolve(failure ? undefined : /^\d+\.\d+\.\d+$/m.exec(stdout)?.[0]);
    });
  });
}

function venvProblem(command: string, folder: string, output: string): string {
  return /ensurepip|No module named '?venv/.test(output)
    ? `${command} cannot create virtual environments because its venv module is not installed; ` +
        'install it (Debian and Ubuntu: apt install python3-venv), and run npm start again.'
    : `${command} could not create the virtual environment ${folder}: ${lastLine(output)}`;
}

async function run(command: string, args: string[], path: string, signal?: AbortSignal) {
  signal?.throwIfAborted();
  const group = new ProcessGroup(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: path },
  });
  const chunks: Buffer[] = [];
  group.child.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk));
  group.child.stderr!.on('data', (chunk: Buffer) => chunks.push(chunk));
  const stop = () => void group.stop();
  signal?.addEventListener('abort', stop);
  const { exitCode } = await group.ended;
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  return { exitCode, output: Buffer.concat(chunks).toString() };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)!.trim();
}
