import { actingOn } from '../../cli/acting-on';

test('the line names environment, account and region', () => {
  const place = { environment: 'dev', region: 'eu-west-1' };
  expect(actingOn({ ...place, account: '111122223333' })).toBe(
    'Environment dev, account 111122223333, region eu-west-1.',
  );
  expect(actingOn(place)).toBe('Environment dev, account unknown, region eu-west-1.');
});
