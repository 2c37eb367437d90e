import { spawnSync } from 'node:child_process';
import { SHELLCHECK_VARIABLE } from './install';

const program = process.env[SHELLCHECK_VARIABLE];

/** A test with shellcheck; skipped where it could not be installed. */
export const shellcheckTest: jest.It = program ? test : test.skip;

/**
 * Findings of shellcheck in a script.
 *
 * @param script - The text, or the path of a file, beside which sourced files are found.
 * @param exclude - Codes of findings to leave out.
 */
export function shellcheck(script: { text: string } | { path: string }, exclude: readonly string[]): string {
  const [args, input] =
    'path' in script ? [['-x', '-P', 'SCRIPTDIR', script.path], undefined] : [['-'], script.text];
  const excluded = exclude.flatMap((code) => ['-e', code]);
  const { error, stdout, stderr } = spawnSync(program!, [...excluded, ...args], { encoding: 'utf8', input });
  if (error) throw error;
  return stdout + stderr;
}
