import { countResources, summary } from '../lib/summary';
import { synthesize } from './synthesized';

const { platform, checks, assembly } = synthesize('dev', {});
const lines = summary({ platform, checks, assembly }).split('\n');

test('the table has a line for each stack, and one for their sum', () => {
  expect(lines.map((line) => line.split(/\s+/)[0])).toEqual([
    'stack',
    ...platform.stacks.map(({ stackName }) => stackName),
    'all',
  ]);
  const network = countResources(platform.network);
  expect(lines[1]).toMatch(
    new RegExp(`^ml-platform-dev-network +${network} {2}0 \\(2 acknowledged\\) +7\\.36$`),
  );
});

test('a resource without a price is named below the table', () => {
  const key = Object.entries(assembly.getStackArtifact('Storage').template.Resources).find(
    ([, resource]) => (resource as { Type: string }).Type === 'AWS::KMS::Key',
  )!;
  const [logicalId, resource] = key as [string, { Type: string }];
  resource.Type = 'AWS::Redshift::Cluster';
  const [note] = summary({ platform, checks, assembly }).split('\n').slice(-1);
  resource.Type = 'AWS::KMS::Key';
  expect(note).toContain(
    `not in the estimate: ml-platform-dev-storage/${logicalId} (AWS::Redshift::Cluster)`,
  );
});
