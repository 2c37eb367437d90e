import { emitted } from './emitted';
import { EVERY_AWS_OPTION_FOR_GCP, EVERY_GCP_OPTION } from './every-gcp-option';

test.each([
  ['lesson', emitted('lesson'), { gcs: { bucket: 'my-terraform-state', prefix: 'ml-platform' } }],
  [
    'every option',
    emitted('production', EVERY_GCP_OPTION, EVERY_AWS_OPTION_FOR_GCP),
    { local: { path: '../../gcp.tfstate' } },
  ],
])('the companion with %s keeps its state where the configuration says', (_, { text }, backend) => {
  expect(JSON.parse(text)).toMatchObject({ terraform: { backend } });
});
