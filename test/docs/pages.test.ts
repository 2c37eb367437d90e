import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationReference } from '../../lib/config/reference';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');

test('docs/configuration.md is the schema; npm run docs writes it', () => {
  expect(page).toBe(configurationReference());
});

test('every setting says what it means', () => {
  const silent = page.split('\n').filter((line) => /^\| `.*\|\s*\|$/.test(line));
  expect(silent).toEqual([]);
});

test('settings of every depth are there', () => {
  for (const path of [
    'region',
    'network.zones[].publicCidr',
    'training.fleets.<name>.schedules.<name>.recurrence',
  ]) {
    expect(page).toContain(`| \`${path}\` |`);
  }
});
