import { IdempotencyAlreadyInProgressError } from '@aws-lambda-powertools/idempotency';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { INSTANCE_TABLE } from '../../lib/contract/interruption-records';
import type { TrainingInstance } from './instances';
import { once } from './once';
import type { InstanceRecord } from './records';
import { settings } from './settings';

interface Message {
  /** Identifies the interruption; a second message with the same value is not sent. */
  readonly about: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

const sns = new SNSClient({ maxAttempts: 6 });

/** Longer than the events of one interruption, and shorter than the time between two interruptions. */
const ONE_INTERRUPTION_SECONDS = 15 * 60;

const publish = once('message', 'about', ONE_INTERRUPTION_SECONDS, async (message: Message) => {
  await sns.send(
    new PublishCommand({
      TopicArn: settings.TOPIC_ARN,
      Subject: message.subject,
      Message: message.paragraphs.join('\n\n'),
    }),
  );
});

async function send(message: Message): Promise<void> {
  try {
    await publish(message);
  } catch (error) {
    // The handler of a concurrent event sends it, and is retried if that fails.
    if (!(error instanceof IdempotencyAlreadyInProgressError)) throw error;
  }
}

/** Texts by reason of an interruption. */
const causes = {
  spot: { text: 'spot interruption', notice: 'A job on it has two minutes to save a checkpoint.' },
  'capacity-block': {
    text: 'its Capacity Block ends',
    notice: 'EC2 does not wait for a job on it: its work since the last checkpoint is lost.',
  },
};

/** Notifies users that AWS reclaims an instance, with one message per interruption. */
export async function notifyOfInterruption(
  instance: TrainingInstance,
  cause: keyof typeof causes,
  { outcome, job }: InstanceRecord,
): Promise<void> {
  const { instanceId, kind, name } = instance;
  const owner = `${kind.toLowerCase()} ${name}`;
  const { text, notice } = causes[cause];
  await send({
    about: instanceId,
    subject: `AWS reclaims ${instanceId} of ${owner}`,
    paragraphs: [
      `AWS reclaims instance ${instanceId} of ${owner} (stack ${settings.STACK_NAME}): ${text}.`,
      outcome === undefined ? notice : outcomeText(outcome, job),
      kind === 'Fleet'
        ? 'Auto Scaling launches another instance as soon as there is capacity. The job continues there from its last checkpoint.'
        : 'A Spot workstation is stopped and keeps its volumes. EC2 starts it again as soon as there is capacity, and the job continues.',
      `History of the instance:\n${queryCommand(instanceId)}`,
      'What to do: docs/runbook.md#spot-interruption',
    ],
  });
}

/** Notifies users that a Capacity Block ends. */
export async function notifyOfExpiration(reservation: string, end: string): Promise<void> {
  await send({
    about: reservation,
    subject: `Capacity Block ${reservation} ends`,
    paragraphs: [
      `Capacity Block ${reservation} of stack ${settings.STACK_NAME} ends at ${end}. EC2 starts to terminate its instances 30 minutes earlier.`,
      'Scale its fleet in to 0 now, unless a schedule does: its instances then have time for a last checkpoint.',
      'What to do: docs/runbook.md#capacity-block',
    ],
  });
}

function outcomeText(outcome: string, job: string | undefined): string {
  const subject = job ? `Job ${job}` : 'The job';
  switch (outcome) {
    case 'checkpointed':
      return `${subject} saved a checkpoint.`;
    case 'idle':
      return 'No job ran on it.';
    default:
      return `${subject} did not stop in time: its work since the last checkpoint is lost.`;
  }
}

function queryCommand(instanceId: string): string {
  return [
    `aws dynamodb query --region ${process.env['AWS_REGION']} --table-name ${settings.TABLE_NAME}`,
    `--key-condition-expression '${INSTANCE_TABLE.partitionKey} = :i'`,
    `--expression-attribute-values '{":i":{"S":"${instanceId}"}}'`,
  ].join(' ');
}
