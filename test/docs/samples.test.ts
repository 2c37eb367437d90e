import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { errorPaths, problemsOf } from '../config/problems';

const root = join(__dirname, '..', '..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** Overlays on a page: its blocks of YAML. */
const samples = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent, text], index): [string, string] => [
      `${page}, sample ${index + 1}`,
      text!.replaceAll(new RegExp(`^${indent!}`, 'gm'), ''),
    ],
  ),
);

test('pages have samples of settings', () => {
  expect(samples.map(([name]) => name)).toContain('README.md, sample 1');
});

test.each(samples)('production takes the settings of %s', (_, text) => {
  expect(errorPaths(problemsOf(parse(text)))).toEqual([]);
});
