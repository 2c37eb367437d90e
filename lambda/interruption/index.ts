import { IdempotencyAlreadyInProgressError } from '@aws-lambda-powertools/idempotency';
import type { Context } from 'aws-lambda';
import { parseEvent } from './events';
import { handleEvent } from './interruptions';
import { count, logger } from './observation';
import { once, rememberContext } from './once';

/** EventBridge delivers an event more than once at times, and Lambda tries again for hours at the most. */
const DAY_SECONDS = 24 * 60 * 60;

const handleOnce = once('event', 'id', DAY_SECONDS, handleEvent);

/**
 * Called by EventBridge rules with what happens to training machines: notices of EC2, lifecycle actions of Auto Scaling,
 * and what the machines say themselves.
 *
 * @throws what AWS answers when it refuses: Lambda then tries again, and puts the event into the queue in the end.
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  rememberContext(context);
  const parsed = parseEvent(event);
  if (!parsed.success) {
    // Another attempt would fare no better.
    logger.error('Malformed event', { event, issues: parsed.error.issues });
    count('MalformedEvents');
    return;
  }
  try {
    await handleOnce(parsed.data);
  } catch (error) {
    // The execution that works on the same event is tried again by itself if it fails.
    if (!(error instanceof IdempotencyAlreadyInProgressError)) throw error;
    logger.info('Another execution works on this event', { id: parsed.data.id });
  }
}
