import { didYouMean } from '../../lib/config/spelling';

const SETTINGS = ['environment', 'region', 'clusterName', 'config'];

test.each([
  ['enviroment', SETTINGS, 'environment'],
  ['ENVIRONMENT', SETTINGS, 'environment'],
  ['cluster-name', SETTINGS, 'clusterName'],
  ['regoin', SETTINGS, 'region'],
  ['env', SETTINGS, 'environment'],
  ['prod', ['lesson', 'dev', 'production'], 'production'],
  ['spto', ['spot', 'on-demand'], 'spot'],
  ['mx', ['min', 'max'], 'max'],
  ['eu-west1', ['eu-west-1', 'eu-west-2'], 'eu-west-1'],
])('%s of %j means %s', (word, candidates, expected) => {
  expect(didYouMean(word, candidates)).toBe(` Did you mean "${expected}"?`);
});

test.each([
  ['another word', 'stage', SETTINGS],
  ['a short other word', 'xyz', ['dev', 'max']],
  ['half of the letters', 'test', ['dev', 'lesson']],
  ['the beginning of two', 'eu-w', ['eu-west-1', 'eu-west-2']],
  ['two letters', 'en', SETTINGS],
  ['nothing', '', SETTINGS],
  ['the word itself', 'dev', ['dev', 'lesson']],
  ['a text of the size of a file', 'x'.repeat(100_000), SETTINGS],
  ['no candidates', 'dev', []],
])('%s has no hint', (_, word, candidates) => {
  expect(didYouMean(word, candidates)).toBe('');
});
