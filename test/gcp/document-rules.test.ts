import { environmentNames } from '../synthesized';
import { unprotected, withoutApi, withoutGrant } from './document-rules';
import { emitted } from './emitted';
import { EVERY_AWS_OPTION_FOR_GCP, EVERY_GCP_OPTION } from './every-gcp-option';

// Rules that neither `terraform validate` nor a mock can check.
const everyOption = emitted('production', EVERY_GCP_OPTION, EVERY_AWS_OPTION_FOR_GCP).text;
const documents = [
  ['every option', everyOption],
  ...environmentNames.map((name) => [name, emitted(name).text] as const),
] as const;

test.each(documents)('%s waits for keys and APIs', (_, document) => {
  expect(withoutGrant(document)).toEqual([]);
  expect(withoutApi(document)).toEqual([]);
});

test('resources that hold data are not destroyed, except in dev and the lesson', () => {
  expect(unprotected(everyOption)).toEqual([]);
  expect(unprotected(emitted('production').text)).toEqual([]);
  expect(unprotected(emitted('dev').text)).toContain('google_storage_bucket.datasets');
  expect(unprotected(emitted('lesson').text)).toContain('google_compute_disk.training_data');
});
