import { IdempotencyAlreadyInProgressError } from '@aws-lambda-powertools/idempotency';
import type { Context } from 'aws-lambda';
import { parseEvent } from './events';
import { handleEvent } from './interruptions';
import { count, logger } from './observation';
import { once, rememberContext } from './once';

/** EventBridge can deliver an event more than once, and Lambda retries for an hour at most. */
const DAY_SECONDS = 24 * 60 * 60;

const handleOnce = once('event', 'id', DAY_SECONDS, handleEvent);

/**
 * Invoked by EventBridge rules with the events of training instances: notices of EC2, lifecycle actions of Auto
 * Scaling, and events from the instances themselves.
 *
 * @throws the error of a failed AWS call: Lambda retries, and finally sends the event to the dead-letter queue.
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  rememberContext(context);
  const parsed = parseEvent(event);
  if (!parsed.success) {
    // A retry would fail the same way.
    logger.error('Malformed event', { event, issues: parsed.error.issues });
    count('MalformedEvents');
    return;
  }
  try {
    await handleOnce(parsed.data);
  } catch (error) {
    // Lambda retries the other execution if it fails.
    if (!(error instanceof IdempotencyAlreadyInProgressError)) throw error;
    logger.info('Another execution handles this event', { id: parsed.data.id });
  }
}
