import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SWITCHABLE_ADD_ONS, type PodsOfAddOn } from '../../lib/catalog/add-ons';
import { addOnNames } from '../../lib/config/add-ons';
import { loadConfig } from '../../lib/config';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'add-ons.md'), 'utf8');

/** Columns of the row of an add-on. */
function row(name: string): string[] {
  const line = page.split('\n').find((each) => each.startsWith(`| \`${name}\``))!;
  return line.split('|').map((cell) => cell.trim());
}

test.each(addOnNames())('the page says where %s is on, and which pods it has', (name) => {
  const [, , production, dev, lesson, , pods] = row(name);
  const states = ['production', 'dev', 'lesson'].map((environment) =>
    loadConfig({ environment }).config.cluster.addOns[name].enabled ? 'on' : 'off',
  );
  expect([production, dev, lesson]).toEqual(states);
  const of = ({ runs }: PodsOfAddOn) => {
    if (runs === 'pair') return '2';
    return typeof runs === 'number' ? String(runs) : `1 on ${runs}`;
  };
  expect(pods).toBe(SWITCHABLE_ADD_ONS[name].pods.map(of).join(', and '));
});
