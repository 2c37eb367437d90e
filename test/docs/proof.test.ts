import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'proof.md'), 'utf8');

/** Cells of the rows below a heading `Claim`. */
const claims = page
  .split(/^## /m)
  .filter((section) => section.includes('| Claim '))
  .flatMap((section) =>
    section
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  );

/** The evidence of a status. That a path exists is the test of links. */
const EVIDENCE: Record<string, RegExp> = {
  'proved by running': /^\[[^\]]+\]\(\.\.\/|^`npm start/,
  'decided by documentation': /^<https:/,
  'not proved': /\w/,
};

test('has claims of every status', () => {
  expect(new Set(claims.map(([, status]) => status))).toEqual(new Set(Object.keys(EVIDENCE)));
});

test.each(claims)('%s: %s, with its evidence', (_, status, evidence) => {
  expect(evidence).toMatch(EVIDENCE[status]!);
});
