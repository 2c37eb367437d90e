import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { environmentNames } from '../synthesized';
import { acknowledgements, type Acknowledgement } from './checkov/acknowledgements';
import { scan, type Finding } from './checkov/findings';
import { emitted } from './emitted';
import { EVERY_AWS_OPTION_FOR_GCP, EVERY_GCP_OPTION } from './every-gcp-option';

const documents = {
  ...Object.fromEntries(environmentNames.map((name) => [name, emitted(name).text])),
  'every option': emitted('production', EVERY_GCP_OPTION, EVERY_AWS_OPTION_FOR_GCP).text,
};

let checkov: string;
let findings: readonly Finding[];

beforeAll(() => {
  // The first run creates the environment.
  const { stdout, stderr, status } = spawnSync(join(__dirname, 'checkov', 'environment.sh'), {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The environment of checkov cannot be made: ${stderr}`);
  checkov = stdout.trim();
  const { passed, findings: found } = scan(checkov, documents);
  // A file that was not read would have no findings either.
  expect(passed).toBeGreaterThan(50);
  findings = found;
});

const covers = ({ check, resources, only }: Acknowledgement, finding: Finding) =>
  check === finding.check &&
  resources.includes(finding.resource) &&
  (only === undefined || only.some((document) => document === finding.document));

test('checkov has no finding that is not acknowledged', () => {
  const open = findings.filter((finding) => !acknowledgements.some((each) => covers(each, finding)));

  expect(open.map((each) => `${each.document}: ${each.check} ${each.resource}: ${each.name}`)).toEqual([]);
});

test('every acknowledgement has its findings', () => {
  const idle = acknowledgements.flatMap(({ check, resources, only }) =>
    resources.flatMap((resource) =>
      (only ?? [undefined])
        .filter(
          (document) =>
            !findings.some((finding) =>
              covers({ check, resources: [resource], only: document && [document], reason: '' }, finding),
            ),
        )
        .map((document) => `${check} ${resource}${document ? ` in ${document}` : ''}`),
    ),
  );

  expect(idle).toEqual([]);
  for (const { check, reason } of acknowledgements) {
    expect(check).toMatch(/^CKV2?_GCP_\d+$/);
    expect(reason).toMatch(/^.{40,}\.$/s);
  }
});

test('checkov finds a bucket that is public', () => {
  const bucket = { name: 'open', location: 'US', public_access_prevention: 'inherited' };
  const document = JSON.stringify({ resource: { google_storage_bucket: { open: bucket } } });

  expect(scan(checkov, { open: document }).findings).toContainEqual({
    document: 'open',
    check: 'CKV_GCP_114',
    name: 'Ensure public access prevention is enforced on Cloud Storage bucket',
    resource: 'google_storage_bucket.open',
  });
});
