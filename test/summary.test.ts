import { parseConfig } from '../lib/config';
import { environments } from '../lib/config/environments';
import { countResources } from '../lib/stack-limits';
import { summary } from '../lib/summary';
import { synthesize } from './synthesized';

const { platform, checks, assembly } = synthesize('dev', {});
const { config } = parseConfig(environments.dev);
const lines = summary({ platform, config, checks, assembly }).split('\n');

test('the table has a line for each stack, one for the companion, and the sums', () => {
  expect(lines.map((line) => line.split(/\s+/)[0])).toEqual([
    'stack',
    ...platform.stacks.map(({ stackName }) => stackName),
    'aws',
    'gcp',
    'all',
  ]);
  const network = countResources(platform.network);
  expect(lines[1]).toMatch(
    new RegExp(`^ml-platform-dev-network +${network} {2}0 \\(2 acknowledged\\) +7\\.36$`),
  );
});

test('the companion counts its resource blocks, has no findings, and is part of the sum', () => {
  const { resource } = JSON.parse(platform.gcp.configuration) as { resource: Record<string, object> };
  const blocks = Object.values(resource).flatMap((each) => Object.keys(each)).length;
  const [aws, gcp, all] = lines.slice(-3).map((line) => Number(line.split(/\s+/).at(-1)));
  expect(lines.at(-2)).toMatch(new RegExp(`^gcp +${blocks} {2}- +[\\d.]+$`));
  expect(aws).toBe(98.58);
  expect(gcp).toBeGreaterThan(0);
  expect(all).toBeCloseTo(aws! + gcp!, 2);
});

test('a resource without a price is named below the table', () => {
  const key = Object.entries(assembly.getStackArtifact('Storage').template.Resources).find(
    ([, resource]) => (resource as { Type: string }).Type === 'AWS::KMS::Key',
  )!;
  const [logicalId, resource] = key as [string, { Type: string }];
  resource.Type = 'AWS::Redshift::Cluster';
  const [note] = summary({ platform, config, checks, assembly }).split('\n').slice(-1);
  resource.Type = 'AWS::KMS::Key';
  expect(note).toContain(
    `not in the estimate: ml-platform-dev-storage/${logicalId} (AWS::Redshift::Cluster)`,
  );
});
