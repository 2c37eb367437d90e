import { outputsTable } from '../../../cli/start/outputs-table';

test('the outputs that users need are in columns, and those between stacks are left out', () => {
  expect(
    outputsTable([
      { stack: 'dev-storage', output: 'DatasetsBucket', value: 'datasets' },
      { stack: 'dev-storage', output: 'PublishOutputRefDatasets0030EE04', value: 'datasets' },
      { stack: 'dev-network', output: 'ExportsOutputRefVpc8378EB38', value: 'vpc-1' },
      { stack: 'dev-cluster', output: 'EksClusterName', value: 'ml platform' },
    ]),
  ).toBe(
    [
      'stack        output          value',
      'dev-storage  DatasetsBucket  datasets',
      'dev-cluster  EksClusterName  ml platform',
    ].join('\n'),
  );
});

test('a platform without outputs is reported', () => {
  expect(outputsTable([])).toBe('The stacks have no outputs.');
});
