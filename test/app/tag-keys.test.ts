import { serviceLimits } from '../../lib/catalog';
import { build } from '../synthesized';

test('an organization that fixes the spelling of tag keys gets its own everywhere', () => {
  const { all, assembly, ofType } = build('production', {
    tags: { Project: null, CostCenter: null, project: 'ml', costcenter: '4711', owner: 'ml-team' },
    tagKeys: {
      project: 'project',
      costCenter: 'costcenter',
      environment: 'environment',
      managedBy: 'managed-by',
      cluster: 'cluster',
      purpose: 'purpose',
    },
  });
  // No policy, condition, filter or tag has the spelling of the platform.
  const keys = ['Project', 'CostCenter', 'Environment', 'ManagedBy', 'Cluster', 'Purpose'];
  const tags = all.flatMap(({ resource }) => [
    ...tagKeysOf(resource.Properties?.['Tags']),
    ...(resource.Properties?.['LaunchTemplateData']?.TagSpecifications ?? []).flatMap(({ Tags }: any) =>
      tagKeysOf(Tags),
    ),
  ]);
  expect(tags).toEqual(
    expect.arrayContaining(['project', 'costcenter', 'environment', 'managed-by', 'cluster']),
  );
  expect(tags.filter((key) => keys.includes(key))).toEqual([]);
  expect(Object.keys(assembly.getStackArtifact('Network').tags)).toEqual(
    expect.arrayContaining(['project', 'costcenter', 'environment', 'managed-by']),
  );
  const policies = ofType('AWS::IAM::Policy');
  expect(policies).toMention('aws:ResourceTag/project');
  expect(policies).not.toMention('aws:ResourceTag/Project');
  expect(ofType('AWS::Budgets::Budget')[0]!.resource.Properties['Budget'].CostFilters).toEqual({
    TagKeyValue: ['user:costcenter$4711', 'user:environment$production'],
  });
});

/** Keys of tags, which are a list in most types and a map in some. */
function tagKeysOf(tags: unknown): string[] {
  if (Array.isArray(tags)) return tags.map(({ Key }: { Key: string }) => Key);
  return typeof tags === 'object' && tags !== null ? Object.keys(tags) : [];
}

test('with as many tags as are accepted, no resource has more than AWS takes', () => {
  const some = (count: number, key: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${key}${index}`, 'x']));
  const { all } = build('production', {
    // With these, a node group is full: six tags of its own tell cluster-autoscaler of it.
    tags: some(40, 't'),
    training: { workstations: { default: { tags: some(4, 'w') } } },
  });
  const counts = all.flatMap(({ id, resource: { Properties: properties = {} } }) => {
    const specifications = [
      ...((properties['LaunchTemplateData']?.TagSpecifications ?? []) as { Tags: object[] }[]),
      ...((properties['TagSpecifications'] ?? []) as { Tags: object[] }[]),
    ];
    const lists = [properties['Tags'] as object | undefined, ...specifications.map(({ Tags }) => Tags)];
    return lists.map((tags) => ({ id, count: Object.keys(tags ?? {}).length }));
  });
  const most = serviceLimits.tags.value;
  expect(counts.filter(({ count }) => count > most)).toEqual([]);
  const full = counts.filter(({ count }) => count === most).map(({ id }) => id);
  expect(full).toEqual(expect.arrayContaining([expect.stringMatching(/^Network\/.*Subnet/)]));
  expect(full).toEqual(expect.arrayContaining([expect.stringMatching(/^Training\/Workstations/)]));
  expect(full).toEqual(expect.arrayContaining([expect.stringMatching(/^Cluster\/.*gpu/)]));
});
