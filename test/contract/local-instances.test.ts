import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSTANCES_PARAMETER } from '../../cli/local-instances';
import { associationName } from '../../cli/train/job-association';
import { JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { TRAINING_EVENT_SOURCE, TRAINING_STOPPED } from '../../lib/contract/training-names';

const source = (name: string) =>
  readFileSync(join(__dirname, '..', '..', 'emulator', 'instances', name), 'utf8');

/** The program is not TypeScript, so it repeats names of the contract. */
test.each([
  ['account.py', `"${INSTANCES_PARAMETER}"`],
  ['account.py', `"${associationName('')}"`],
  ['instance.py', `"${TRAINING_EVENT_SOURCE}", "${TRAINING_STOPPED}"`],
  ['instance.py', `f"${JOBS_PREFIX}{job}/{key}"`],
  ['job.py', `f"${JOBS_PREFIX}{job}/{end}"`],
])('%s of the instances of the local account has %s', (file, text) => {
  expect(source(file)).toContain(text);
});
