import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { INSTANCE_TABLE } from '../../lib/contract/interruption-records';
import { settings } from './settings';

/**
 * The state of an instance, stored as its item `machine`. Times are event times in ISO 8601. Each event has its own
 * item `<time> <detail type>`.
 */
export interface InstanceRecord {
  /** `<stack>/<kind>/<name>` */
  readonly owner?: string;
  /** AWS announced that it reclaims the instance. */
  readonly warnedAt?: string;
  /** AWS recommended to replace the instance. */
  readonly rebalanceAt?: string;
  /** Auto Scaling began to terminate the instance, and waits for this lifecycle action. */
  readonly leavingAt?: string;
  readonly group?: string;
  readonly hook?: string;
  readonly token?: string;
  /** The instance reported that no job runs on it any more. */
  readonly stoppedAt?: string;
  readonly reason?: string;
  readonly outcome?: string;
  readonly job?: string;
  /** The lifecycle action was completed. */
  readonly releasedAt?: string;
  /** The instance is terminated. */
  readonly endedAt?: string;
}

const KEPT_DAYS = 30;
/** Sort key of the state of an instance. Deployed tables contain it. */
const STATE_ENTRY = 'machine';

export const dynamoDb = new DynamoDBClient({ maxAttempts: 6 });
const documents = DynamoDBDocumentClient.from(dynamoDb, { marshallOptions: { removeUndefinedValues: true } });

/** Expiry of an item that is written now, in seconds since 1970. */
const expiry = () => Math.floor(Date.now() / 1000) + KEPT_DAYS * 24 * 60 * 60;

const key = (instance: string, entry: string) => ({
  [INSTANCE_TABLE.partitionKey]: instance,
  [INSTANCE_TABLE.sortKey]: entry,
});

/** The owner of an instance from an earlier event, if there is one. */
export async function knownOwner(instance: string): Promise<string | undefined> {
  const { Item: item } = await documents.send(
    new GetCommand({ TableName: settings.TABLE_NAME, Key: key(instance, STATE_ENTRY), ConsistentRead: true }),
  );
  return (item as InstanceRecord | undefined)?.owner;
}

/** Adds an event to the history of an instance or a capacity reservation. A repeated event is stored once. */
export async function recordEvent(
  instance: string,
  event: { readonly time: string; readonly 'detail-type': string; readonly detail: object },
): Promise<void> {
  const item = {
    ...key(instance, `${event.time} ${event['detail-type']}`),
    detail: event.detail,
    [INSTANCE_TABLE.timeToLive]: expiry(),
  };
  await documents.send(new PutCommand({ TableName: settings.TABLE_NAME, Item: item }));
}

/**
 * Merges facts into the state of an instance.
 *
 * @returns the state after the update, which is atomic: of two concurrent events, the later update returns both.
 */
export async function updateRecord(instance: string, facts: InstanceRecord): Promise<InstanceRecord> {
  const known = Object.entries({ ...facts, [INSTANCE_TABLE.timeToLive]: expiry() }).filter(
    ([, value]) => value !== undefined,
  );
  const { Attributes: attributes } = await documents.send(
    new UpdateCommand({
      TableName: settings.TABLE_NAME,
      Key: key(instance, STATE_ENTRY),
      UpdateExpression: `SET ${known.map((_, index) => `#${index} = :${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(known.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(known.map(([, value], index) => [`:${index}`, value])),
      ReturnValues: 'ALL_NEW',
    }),
  );
  return attributes as InstanceRecord;
}
