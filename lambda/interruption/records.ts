import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { settings } from './settings';

/**
 * What is known of a machine, in the item `machine` of its instance. Times are those of the events, ISO 8601.
 * Beside it every event has an item of its own, `<time> <detail type>`.
 */
export interface MachineRecord {
  /** `<stack>/<kind>/<name>` */
  readonly owner?: string;
  /** AWS said that it takes the machine back. */
  readonly warnedAt?: string;
  /** AWS said that it may soon. */
  readonly rebalanceAt?: string;
  /** Auto Scaling began to end the machine, and waits for this lifecycle action. */
  readonly leavingAt?: string;
  readonly group?: string;
  readonly hook?: string;
  readonly token?: string;
  /** The machine said that nothing trains on it any more. */
  readonly stoppedAt?: string;
  readonly reason?: string;
  readonly outcome?: string;
  readonly job?: string;
  /** Auto Scaling was told to go on. */
  readonly releasedAt?: string;
  /** The machine has ended. */
  readonly endedAt?: string;
}

/** Days that records are kept for. */
const KEPT_DAYS = 30;
const MACHINE = 'machine';

export const dynamoDb = new DynamoDBClient({ maxAttempts: 6 });
const documents = DynamoDBDocumentClient.from(dynamoDb, { marshallOptions: { removeUndefinedValues: true } });

/** Time to live of a record that is written now, in seconds since 1970. */
const expiry = () => Math.floor(Date.now() / 1000) + KEPT_DAYS * 24 * 60 * 60;

/** The owner of a machine that an earlier event was about. */
export async function knownOwner(instance: string): Promise<string | undefined> {
  const { Item: item } = await documents.send(
    new GetCommand({ TableName: settings.table, Key: { instance, entry: MACHINE }, ConsistentRead: true }),
  );
  return (item as MachineRecord | undefined)?.owner;
}

/** Writes an event into the history of an instance, or of a capacity reservation. The same event twice is one item. */
export async function recordEvent(
  instance: string,
  event: { readonly time: string; readonly 'detail-type': string; readonly detail: object },
): Promise<void> {
  const item = {
    instance,
    entry: `${event.time} ${event['detail-type']}`,
    detail: event.detail,
    expiresAt: expiry(),
  };
  await documents.send(new PutCommand({ TableName: settings.table, Item: item }));
}

/**
 * Adds facts to what is known of a machine.
 *
 * One atomic update that answers with all that is known then: of two events that come at the same time, the later
 * update sees both.
 */
export async function learn(instance: string, facts: MachineRecord): Promise<MachineRecord> {
  const known = Object.entries({ ...facts, expiresAt: expiry() }).filter(([, value]) => value !== undefined);
  const { Attributes: attributes } = await documents.send(
    new UpdateCommand({
      TableName: settings.table,
      Key: { instance, entry: MACHINE },
      UpdateExpression: `SET ${known.map((_, index) => `#${index} = :${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(known.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(known.map(([, value], index) => [`:${index}`, value])),
      ReturnValues: 'ALL_NEW',
    }),
  );
  return attributes as MachineRecord;
}
