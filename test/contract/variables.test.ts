import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsInstance, googleInstance } from './instance';

const workload = join(__dirname, '..', '..', 'workloads', 'training');

/** Variables of the platform that a script reads; not those with a default, which only tests set. */
function read(script: string): Set<string> {
  const byName = [...script.matchAll(/for variable in ([^;]+);/g)].flatMap(([, names]) =>
    names!.match(/ML_\w+/g)!,
  );
  const direct = [...script.matchAll(/(?:\$\{?|\(\()(ML_[A-Z_]+)(?!\w|:-)/g)].map(([, name]) => name!);
  return new Set([...direct, ...byName]);
}

/** Variables of the platform that the Python of the training workload reads, without its tests. */
const readByPython = new Set(
  readdirSync(workload, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py') && !/^(tests|\.venv)\//.test(name))
    .flatMap((name) => [
      ...readFileSync(join(workload, name), 'utf8').matchAll(/environ(?:ment)?(?:\.get\(|\[)"(ML_\w+)"/g),
    ])
    .map(([, name]) => name!),
);

test('the training workload reads variables of the platform', () => {
  expect(readByPython.size).toBeGreaterThan(0);
});

describe.each([
  ['AWS', awsInstance, []],
  // There are no local disks; without the variable, Python takes another folder.
  ['Google Cloud', googleInstance, ['ML_SCRATCH']],
] as const)('an instance on %s', (_, { header, boot, files, environment }, unset) => {
  /** Variables of one job, in the environment file beside its code. */
  const ofTheJob = /^ *printf '%s="%s"\\n' (.*) >"\$new\/environment"$/m
    .exec(files['start-job.sh']!)![1]!
    .match(/\bML_[A-Z_]+\b(?=[ ])/g)!;
  const ofUnits = [...boot.matchAll(/^Environment="(ML_\w+)=/gm)].map(([, name]) => name!);

  test('sets in the header of its boot script the variables that the script reads, and no others', () => {
    const set = [...header.matchAll(/^(ML_\w+)='/gm)].map(([, name]) => name!);

    expect([...read(boot)].sort()).toEqual(set.sort());
  });

  test.each(Object.keys(files))('sets the variables that %s reads', (name) => {
    const set = new Set([...environment, ...ofTheJob, ...ofUnits]);

    expect([...read(files[name]!)].filter((variable) => !set.has(variable))).toEqual([]);
  });

  test('sets for a job or one service no variable that no script reads', () => {
    const used = Object.values(files).flatMap((text) => [...read(text)]);

    expect([...ofTheJob, ...ofUnits].filter((name) => !used.includes(name))).toEqual([]);
  });

  test('gives launch.py and train.py the variables that they read', () => {
    const set = [...environment, ...ofTheJob];

    expect([...readByPython].filter((name) => !set.includes(name))).toEqual(unset);
  });
});
