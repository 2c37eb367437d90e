import { merge } from '../../../../lib/config/merge';
import { checkFoundation } from '../../../../lib/config/checks/gcp/foundation';
import { devGcp, lessonGcp, productionGcp } from '../../../../lib/config/environments/gcp';
import { gcpSchema } from '../../../../lib/config/schema/gcp';

test.each(Object.entries({ lessonGcp, productionGcp, devGcp }))('%s is without problems', (_, input) => {
  expect(checkFoundation(gcpSchema.parse(input))).toEqual([]);
});

test.each([
  [
    'a zone of another region',
    { zone: 'us-east1-b' },
    'gcp.zone',
    /"us-east1-b" is not a zone of us-central1/,
  ],
  [
    'state inside cdk.out',
    { state: { backend: 'local', path: 'terraform.tfstate', bucket: null, prefix: null } },
    'gcp.state.path',
    /inside the output of cdk synth/,
  ],
  [
    'secure boot without shielded VM',
    { secureBoot: true, shieldedVm: false },
    'gcp.secureBoot',
    /needs gcp.shieldedVm/,
  ],
])('finds %s', (_, overlay, path, message) => {
  expect(checkFoundation(gcpSchema.parse(merge(productionGcp, overlay)))).toEqual([
    { path, message: expect.stringMatching(message) as string, severity: 'error' },
  ]);
});
