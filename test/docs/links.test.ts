import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = join(__dirname, '..', '..');
const pages = [
  ...['README.md', 'CONTRIBUTING.md'].map((name) => join(root, name)),
  ...['docs', 'lib', 'workloads'].flatMap((folder) =>
    filesIn(join(root, folder), (name) => name.endsWith('.md')),
  ),
];
const fence = /^ *```[\s\S]*?^ *```$/gm;

/** Files below a folder that are part of the repository: not installed, not generated. */
function filesIn(folder: string, wanted: (name: string) => boolean): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || ['node_modules', 'cdk.out', 'coverage'].includes(entry.name)) return [];
    if (entry.isDirectory()) return filesIn(path, wanted);
    return wanted(entry.name) ? [path] : [];
  });
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  const seen = new Map<string, number>();
  return [
    ...readFileSync(page, 'utf8')
      .replace(fence, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, title]) => {
    const anchor = title!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\s-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before ? `${anchor}-${before}` : anchor;
  });
}

/** Why a link from a page leads nowhere; undefined if it leads somewhere. */
function fault(page: string, target: string): string | undefined {
  const [path, anchor] = target.split('#');
  const file = path ? resolve(dirname(page), path) : page;
  if (!existsSync(file)) return `${target}: no such file`;
  if (anchor === undefined) return undefined;
  if (statSync(file).isDirectory() || !anchorsOf(file).includes(anchor)) return `${target}: no such heading`;
  return undefined;
}

test.each(pages.map((page) => [relative(root, page), page]))(
  'every link of %s leads somewhere',
  (_, page) => {
    const text = readFileSync(page, 'utf8')
      .replace(fence, '')
      .replace(/`[^`\n]*`/g, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(
      ([, link, attribute]) => link ?? attribute!,
    );
    const faults = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => fault(page, target))
      .filter((found) => found !== undefined);
    expect(faults).toEqual([]);
  },
);

test('every page that the code names exists, with its heading', () => {
  const sources = ['bin', 'cli', 'emulator', 'lambda', 'lib'].flatMap((folder) =>
    filesIn(join(root, folder), (name) => /\.(ts|py|sh)$/.test(name)),
  );
  const named = sources.flatMap((source) =>
    [...readFileSync(source, 'utf8').matchAll(/(?<![\w/.])docs\/[\w/-]+\.md(?:#[\w-]+)?/g)].map(
      ([target]) => target,
    ),
  );
  expect(named).toContain('docs/runbook.md#spot-interruption');
  expect(named.map((target) => fault(join(root, 'README.md'), target)).filter(Boolean)).toEqual([]);
});

describe('the index of decisions', () => {
  const folder = join(root, 'docs', 'adr');
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  const decisions = readdirSync(folder).filter((name) => /^\d{4}-.*\.md$/.test(name));

  test('lists every decision once, in order', () => {
    const listed = [...index.matchAll(/\]\((\d{4}-[^)]+\.md)\)/g)].map(([, name]) => name);
    expect(listed).toEqual(decisions);
  });

  test.each(decisions)('%s has its parts, and the status, date and title of the index', (name) => {
    const decision = readFileSync(join(folder, name), 'utf8');
    const [, title] = new RegExp(`^# ${name.slice(0, 4)}: (.+)$`, 'm').exec(decision)!;
    const [, status, date] = /^- Status: (.+)\n- Date: (\d{4}-\d{2}-\d{2})$/m.exec(decision)!;
    const sections = [...decision.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(sections).toEqual(['Context', 'Options considered', 'Decision', 'Consequences']);
    const row = index.split('\n').find((line) => line.includes(`(${name})`))!;
    expect(
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ).toEqual([`[${name.slice(0, 4)}](${name})`, title, status, date]);
  });
});
