import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellcheck, shellcheckTest } from './shellcheck';

const root = join(__dirname, '..', '..');

/** Bash scripts in a folder, by path from the root of the repository. Boot scripts have tests of their own. */
function scripts(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === '.venv' ? [] : scripts(path);
    const isScript = entry.isFile() && /^#!.*\bbash\n/.test(readFileSync(join(root, path), 'utf8'));
    return isScript ? [path] : [];
  });
}

shellcheckTest.each(['.ci', 'emulator', 'test', 'workloads'].flatMap(scripts))(
  '%s passes shellcheck',
  (path) => {
    expect(shellcheck({ path: join(root, path) }, [])).toBe('');
  },
);
