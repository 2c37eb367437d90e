import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { INSTANCE_TABLE } from '../../lib/contract/interruption-records';
import { dynamoDb } from './records';
import { settings } from './settings';

const configs: IdempotencyConfig[] = [];

/**
 * Wraps a function so that it runs once for each value of a field of its argument. A failed call does not count. During
 * a call, another call with the same value throws IdempotencyAlreadyInProgressError.
 *
 * @param seconds - Seconds for which a value is remembered.
 */
export function once<Argument extends object>(
  name: string,
  field: keyof Argument & string,
  seconds: number,
  work: (argument: Argument) => Promise<void>,
): (argument: Argument) => Promise<void> {
  const config = new IdempotencyConfig({ eventKeyJmesPath: field, expiresAfterSeconds: seconds });
  configs.push(config);
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: settings.TABLE_NAME,
    awsSdkV3Client: dynamoDb,
    keyAttr: INSTANCE_TABLE.partitionKey,
    sortKeyAttr: INSTANCE_TABLE.sortKey,
    staticPkValue: 'idempotency',
    expiryAttr: INSTANCE_TABLE.timeToLive,
  });
  return makeIdempotent(work, { persistenceStore, config, keyPrefix: name });
}

/** Registers the deadline of this execution; calls that are not complete by then count as failed. */
export function rememberContext(context: Context): void {
  for (const config of configs) config.registerLambdaContext(context);
}
