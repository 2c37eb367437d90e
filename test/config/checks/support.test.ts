import { problemsOf } from '../problems';

/** Errors of production with these settings of the cluster, on a day. */
function errorsOn(day: string, cluster: object = {}) {
  jest.useFakeTimers({ now: new Date(`${day}T12:00:00Z`) });
  try {
    return problemsOf({ cluster }).filter(
      ({ path, severity }) => path === 'cluster.support' && severity === 'error',
    );
  } finally {
    jest.useRealTimers();
  }
}

test('standard support is enough until its last day', () => {
  expect(errorsOn('2027-03-27')).toEqual([]);
});

test('after it the price of extended support has to be accepted', () => {
  expect(errorsOn('2027-03-28')).toMatchObject([
    {
      message:
        '"standard" ended for "1.35" on 2027-03-27; use "1.36", or write cluster.support: extended, which costs $0.60 an hour.',
    },
  ]);
  expect(errorsOn('2027-03-28', { support: 'extended' })).toEqual([]);
});

test('another kind of support is refused', () => {
  expect(problemsOf({ cluster: { support: 'none' } })).toContainEqual(
    expect.objectContaining({
      path: 'cluster.support',
      message: expect.stringMatching(/"none" is not allowed; use "standard" or "extended"/),
    }),
  );
});
