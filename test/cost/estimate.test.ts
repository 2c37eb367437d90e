import { isFree } from '../../lib/cost/free-types';
import { pricers } from '../../lib/cost/prices';
import { estimateOf, missingPriceOf, priceOf } from './small-stack';

test('a resource without a known price is reported, and the others are priced', () => {
  const { items, unpriced } = estimateOf({
    Cache: { Type: 'AWS::ElastiCache::CacheCluster' },
    Key: { Type: 'AWS::KMS::Key' },
  });
  expect(unpriced).toEqual([
    {
      logicalId: 'Cache',
      type: 'AWS::ElastiCache::CacheCluster',
      reason: expect.stringContaining('no pricer'),
    },
  ]);
  expect(items).toEqual([{ logicalId: 'Key', what: 'KMS key', quantity: 1, usdPerMonth: 1 }]);
});

test('free types and custom resources cost nothing', () => {
  expect(priceOf('AWS::IAM::Role')).toBe(0);
  expect(priceOf('Custom::ScaleInRelease')).toBe(0);
});

test('no type is both free and priced', () => {
  expect(Object.keys(pricers).filter(isFree)).toEqual([]);
});

test('an option with a price that is not by use is reported', () => {
  expect(missingPriceOf('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' })).toEqual([]);
  expect(missingPriceOf('AWS::DynamoDB::Table')).toEqual(['DynamoDB table of provisioned capacity']);
  expect(missingPriceOf('AWS::SSM::Parameter', { Type: 'String' })).toEqual([]);
  expect(missingPriceOf('AWS::SSM::Parameter', { Tier: 'Advanced' })).toEqual([
    'SSM parameter of tier Advanced',
  ]);
  expect(missingPriceOf('AWS::ECS::Service', { LaunchType: 'EC2' })).toEqual([]);
  const spot = { CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT' }] };
  expect(missingPriceOf('AWS::ECS::Service', spot)).toEqual(['ECS service on Fargate']);
});
