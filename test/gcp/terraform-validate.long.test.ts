import { emitted } from './emitted';
import { EVERY_AWS_OPTION_FOR_GCP, EVERY_GCP_OPTION } from './every-gcp-option';
import { terraformObstacle, validationErrors } from './terraform-cli';

const skipped = terraformObstacle();
const run = skipped ? test.skip : test;

const localState = { backend: 'local', path: '../../gcp.tfstate', bucket: null, prefix: null };
const documents: Record<string, () => string> = {
  lesson: () => emitted('lesson').text,
  production: () => emitted('production').text,
  dev: () => emitted('dev').text,
  'every option': () => emitted('production', EVERY_GCP_OPTION, EVERY_AWS_OPTION_FOR_GCP).text,
  'buckets and a network alone, with local state': () =>
    emitted('dev', { state: localState, trainingVms: null, cluster: null }).text,
};

describe(`terraform validate${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  run.each(Object.entries(documents))('accepts %s', async (_, document) => {
    expect(await validationErrors(document())).toEqual([]);
  });
});
