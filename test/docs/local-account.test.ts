import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVERY_FLEET_OPTION } from '../every-fleet-option';
import { build, environmentNames } from '../synthesized';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'local.md'), 'utf8');
const rows = new Map([...page.matchAll(/^\| `([\w:-]+)` +\| (\w+) +\|/gm)].map((row) => [row[1]!, row[2]!]));

test('names every resource type that the platform deploys, and no other', () => {
  const optional = build('dev', {
    training: { fleets: EVERY_FLEET_OPTION },
    observability: { emails: ['ml@example.com'] },
  });
  const types = [...environmentNames.map((name) => build(name)), optional].flatMap(({ all }) =>
    all.map(({ resource }) => resource.Type),
  );
  // The CLI adds its metadata only in a synthesis of its own.
  expect([...rows.keys()].sort()).toEqual([...new Set(['AWS::CDK::Metadata', ...types])].sort());
});

test('lists for each type what the plug-in does', () => {
  const folder = join(root, 'emulator', 'emulator');
  const plugIn = readdirSync(folder)
    .filter((file) => file.endsWith('.py'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const added = [...plugIn.matchAll(/^ {4}name = "(AWS::\w+::\w+)"/gm)].map(([, type]) => type!);
  const rules = ['AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress'];
  const ofKind = (...kinds: string[]) =>
    [...rows].filter(([, kind]) => kinds.includes(kind)).map(([type]) => type);
  expect(ofKind('forwarded', 'stored').sort()).toEqual([...added, ...rules].sort());
  expect(ofKind('function')).toEqual([...rows.keys()].filter((type) => type.startsWith('Custom::')));
});
