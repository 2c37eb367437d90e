import fc from 'fast-check';
import { formatQuantity, parseQuantity } from '../../../lib/config/scheduling/quantity';

test.each([
  ['4', 4000n],
  ['0', 0n],
  ['0.5', 500n],
  ['.5', 500n],
  ['1.', 1000n],
  ['500m', 500n],
  ['+3', 3000n],
  ['2k', 2_000_000n],
  ['1M', 1_000_000_000n],
  ['1Ki', 1_024_000n],
  ['1.5Gi', 1_610_612_736_000n],
  ['14162Mi', 14_849_933_312_000n],
  ['2e3', 2_000_000n],
  ['1E3', 1_000_000n],
  ['1e+2', 100_000n],
  ['5e-1', 500n],
  ['1E', 1_000_000_000_000_000_000_000n],
  ['1Ei', 1_152_921_504_606_846_976_000n],
  // The scheduler rounds up.
  ['100u', 1n],
  ['1n', 1n],
  ['0.0001', 1n],
])('%s is %s thousandths', (text, expected) => {
  expect(parseQuantity(text)).toBe(expected);
});

test.each([
  '',
  ' ',
  '.',
  'm',
  '-1',
  '4 Gi',
  '4GB',
  '4gi',
  '4K',
  '1e',
  '1e999',
  '0x10',
  '1,5',
  '１',
  'Infinity',
  'NaN',
  '1.2.3',
  '1e3Gi',
  'null',
])('%j is no quantity', (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

test.each([
  ['cpu', 3_640n, '3640m'],
  ['cpu', 4_000n, '4'],
  ['memory', parseQuantity('14042Mi')!, '14042Mi'],
  ['memory', parseQuantity('2048Mi')!, '2Gi'],
  ['memory', parseQuantity('1G')!, '954Mi'],
  ['memory', parseQuantity('1000')!, '1000'],
  ['ephemeral-storage', parseQuantity('175Gi')!, '175Gi'],
  ['nvidia.com/gpu', 8_000n, '8'],
])('of %s, %s thousandths are written as %s', (resource, amount, expected) => {
  expect(formatQuantity(resource, amount)).toBe(expected);
});

test('what is written can be read, and is not less', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 18n }),
      fc.constantFrom('cpu', 'memory', 'a/b'),
      (amount, resource) => {
        expect(parseQuantity(formatQuantity(resource, amount))! + 1000n).toBeGreaterThan(amount);
      },
    ),
  );
});
