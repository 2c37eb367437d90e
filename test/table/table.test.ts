import { markdownTable } from '../../lib/table/markdown-table';
import { leftColumns, rightColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';

const columns = [...leftColumns('stack'), ...rightColumns('$'), ...leftColumns('note')];

test('a text table pads every column to its widest cell and leaves no trailing spaces', () => {
  const table = textTable(columns, [
    ['network', '7.36', ''],
    ['gcp', '1234.00', 'at rest'],
  ]);
  expect(table.split('\n')).toEqual([
    'stack          $  note',
    'network     7.36',
    'gcp      1234.00  at rest',
  ]);
});

test('a text table without rows has its headers', () => {
  expect(textTable(columns, [])).toBe('stack  $  note');
});

test('a Markdown table marks the columns that are aligned to the right', () => {
  expect(markdownTable(columns, [['gcp', '1.00', '']])).toEqual([
    '| stack | $ | note |',
    '| --- | --: | --- |',
    '| gcp | 1.00 |  |',
  ]);
});
