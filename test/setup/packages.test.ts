import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly deprecated?: string;
  readonly hasInstallScript?: boolean;
}

const root = join(__dirname, '..', '..');
const { engines, allowScripts } = read('package.json') as {
  engines: { node: string };
  allowScripts: Record<string, boolean>;
};
const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

/** Names of the packages with a property. */
function packagesThat(have: (each: LockedPackage) => boolean): string[] {
  const found = Object.entries(packages).filter(([, each]) => have(each));
  return found.map(([path]) => path.split('node_modules/').at(-1)!);
}

describe('npm ci warns of nothing', () => {
  test.each(engines.node.match(/\d+(\.\d+)?/g)!)('on Node %s, the oldest of its line', (version) => {
    const minor = version.includes('.') ? version : `${version}.0`;
    const unfit = `:attr(engines, [node]):not(:semver(${minor}.0, :attr(engines, [node])))`;
    const answer = execFileSync('npm', ['query', '--package-lock-only', unfit], {
      cwd: root,
      encoding: 'utf8',
    });
    const names = (JSON.parse(answer) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual([]);
  });

  test('of deprecated packages', () => {
    expect(packagesThat(({ deprecated }) => deprecated !== undefined)).toEqual([]);
  });

  test('of install scripts that nobody decided about', () => {
    const scripts = packagesThat(({ hasInstallScript }) => hasInstallScript === true);
    expect(scripts.filter((name) => !(name in allowScripts))).toEqual([]);
  });
});
