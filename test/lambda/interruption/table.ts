import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

type Item = Record<string, any>;
type Call = (name: string, input: any) => Promise<object>;

/** A table with the keys `instance` and `entry`, as far as the function and its library use one. */
export class Table {
  private readonly items = new Map<string, Item>();

  /** @param before - Runs before every call: waits, or fails it. */
  constructor(before: (name: string) => Promise<void>) {
    const answer =
      (call: Call) =>
      async (command: { constructor: { name: string }; input: object }): Promise<object> => {
        await before(command.constructor.name);
        return call(command.constructor.name, command.input);
      };
    jest
      .spyOn(DynamoDBDocumentClient.prototype, 'send')
      .mockImplementation(answer((...call) => Promise.resolve(this.document(...call))) as never);
    jest
      .spyOn(DynamoDBClient.prototype, 'send')
      .mockImplementation(answer((...call) => Promise.resolve(this.idempotency(...call))) as never);
  }

  /** All items except those of the idempotency library. */
  get all(): Item[] {
    return [...this.items.values()].filter(({ instance }) => instance !== 'idempotency');
  }

  /** The state of an instance. */
  state(instance: string): Item | undefined {
    return this.items.get(`${instance}/machine`);
  }

  private put(item: Item): void {
    this.items.set(`${item['instance']}/${item['entry']}`, item);
  }

  private document(name: string, input: any): object {
    if (name === 'PutCommand') {
      this.put(input.Item);
      return {};
    }
    const before = this.items.get(`${input.Key.instance}/${input.Key.entry}`);
    if (name === 'GetCommand') {
      expect(input.ConsistentRead).toBe(true);
      return { Item: before };
    }
    expect(input.UpdateExpression).toMatch(/^SET #0 = :0(, #\d+ = :\d+)*$/);
    const item: Item = { ...before, ...input.Key };
    for (const [placeholder, attribute] of Object.entries<string>(input.ExpressionAttributeNames)) {
      item[attribute] = input.ExpressionAttributeValues[placeholder.replace('#', ':')];
    }
    this.put(item);
    return { Attributes: item };
  }

  /** The three conditions of the library: no such key, or expired, or in progress for too long. */
  private idempotency(name: string, input: any): object {
    const key = unmarshall(input.Key ?? input.Item);
    const id = `${key['instance']}/${key['entry']}`;
    const before = this.items.get(id);
    if (name === 'DeleteItemCommand') this.items.delete(id);
    if (name === 'UpdateItemCommand') {
      const values = unmarshall(input.ExpressionAttributeValues);
      this.items.set(id, { ...before, expiresAt: values[':expiry'], status: values[':status'] });
    }
    if (name === 'PutItemCommand') {
      const now = Date.now();
      const isTaken =
        before &&
        before['expiresAt'] >= now / 1000 &&
        !(before['status'] === 'INPROGRESS' && before['in_progress_expiration'] < now);
      if (isTaken) {
        const Item = marshall(before);
        throw new ConditionalCheckFailedException({
          message: 'The conditional request failed',
          $metadata: {},
          Item,
        });
      }
      this.items.set(id, key);
    }
    return {};
  }
}
