import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');
const depcruise = join(root, 'node_modules', '.bin', 'depcruise');

/** Checks the imports of a tree with the rules of this repository. */
function rooms(files: Readonly<Record<string, string>>): { status: number | null; output: string } {
  const tree = mkdtempSync(join(tmpdir(), 'rooms-'));
  const all = { 'tsconfig.json': '{}', 'bin/x.ts': '', 'cli/x.ts': '', 'lambda/x.ts': '', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), text);
  }
  const config = join(root, '.dependency-cruiser.cjs');
  const { status, stdout } = spawnSync(depcruise, ['--config', config, 'bin', 'cli', 'lambda', 'lib'], {
    cwd: tree,
    encoding: 'utf8',
  });
  return { status, output: stdout };
}

const uses = (path: string) => `import { x } from '${path}';\nexport const y = x;\n`;
const made = 'export const x = 1;\n';

test.each([
  [
    'config that imports a construct',
    { 'lib/config/y.ts': uses('../training/x'), 'lib/training/x.ts': made },
    /config-imports-what-is-below: lib\/config\/y\.ts → lib\/training\/x\.ts/,
  ],
  [
    'a type that is imported upwards',
    {
      'lib/catalog/y.ts': "import type { x } from '../config/x';\nexport type Y = typeof x;\n",
      'lib/config/x.ts': made,
    },
    /catalog-imports-what-is-below/,
  ],
  [
    'one cloud that imports the other',
    { 'lib/gcp/y.ts': uses('../training/x'), 'lib/training/x.ts': made },
    /gcp-imports-what-is-below/,
  ],
  [
    'a construct that knows prices',
    { 'lib/training/y.ts': uses('../cost/x'), 'lib/cost/x.ts': made },
    /training-imports-what-is-below/,
  ],
  [
    'a function that imports more than the contract',
    { 'lambda/idle/index.ts': uses('../../lib/config/x'), 'lib/config/x.ts': made },
    /functions-import-the-contract-alone/,
  ],
  [
    'the library that imports a program',
    { 'lib/platform.ts': uses('../cli/start/x'), 'cli/start/x.ts': made },
    /lib-imports-no-program/,
  ],
  [
    'a circle',
    {
      'lib/network/x.ts': `import type { Y } from './y';\nexport type X = Y;\n`,
      'lib/network/y.ts': `import type { X } from './x';\nexport type Y = X;\n`,
    },
    /no-circles: lib\/network\/[xy]\.ts/,
  ],
])('the guard refuses %s', (_, files, message) => {
  const { status, output } = rooms(files);
  expect(output).toMatch(message);
  expect(status).toBeGreaterThan(0);
});

test('the guard accepts imports that go down', () => {
  const { output } = rooms({
    'lib/contract/x.ts': made,
    'lib/config/x.ts': uses('../contract/x'),
    'lib/network/y.ts': "import { y } from '../config/x';\nexport const z = y;\n",
  });
  expect(output).not.toMatch(/what-is-below|no-circles/);
});
