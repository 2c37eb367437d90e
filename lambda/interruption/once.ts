import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { dynamoDb } from './records';
import { settings } from './settings';

const configs: IdempotencyConfig[] = [];

/**
 * Makes a function do its work once for each value of a field of its argument. A call that fails leaves no trace, and
 * a call while another one works fails with IdempotencyAlreadyInProgressError.
 *
 * @param seconds - How long a value is remembered.
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
    tableName: settings.table,
    awsSdkV3Client: dynamoDb,
    keyAttr: 'instance',
    sortKeyAttr: 'entry',
    staticPkValue: 'idempotency',
    expiryAttr: 'expiresAt',
  });
  return makeIdempotent(work, { persistenceStore, config, keyPrefix: name });
}

/** Tells how long this execution may take: what it does not finish counts as failed after that. */
export function rememberContext(context: Context): void {
  for (const config of configs) config.registerLambdaContext(context);
}
