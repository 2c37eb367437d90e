import { IdempotencyAlreadyInProgressError } from '@aws-lambda-powertools/idempotency';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Machine } from './machines';
import { once } from './once';
import type { MachineRecord } from './records';
import { settings } from './settings';

interface Message {
  /** What it is about: a second message about the same is not sent. */
  readonly about: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

const sns = new SNSClient({ maxAttempts: 6 });

/** Longer than it takes from the first to the last event of an interruption, shorter than until the next one. */
const ONE_INTERRUPTION_SECONDS = 15 * 60;

const publish = once('message', 'about', ONE_INTERRUPTION_SECONDS, async (message: Message) => {
  await sns.send(
    new PublishCommand({
      TopicArn: settings.topic,
      Subject: message.subject,
      Message: message.paragraphs.join('\n\n'),
    }),
  );
});

async function send(message: Message): Promise<void> {
  try {
    await publish(message);
  } catch (error) {
    // The event that came at the same time sends it, and is tried again if that fails.
    if (!(error instanceof IdempotencyAlreadyInProgressError)) throw error;
  }
}

/** Why AWS takes a machine back, and how long a job on it has. */
const causes = {
  spot: { text: 'spot interruption', notice: 'A job on it has two minutes to save a checkpoint.' },
  'capacity-block': {
    text: 'its Capacity Block ends',
    notice: 'EC2 does not wait for a job on it: what the job did since its last checkpoint is lost.',
  },
};

/** Tells people that AWS takes a machine back. One message for each interruption, however many events tell of it. */
export async function tellOfInterruption(
  machine: Machine,
  cause: keyof typeof causes,
  { outcome, job }: MachineRecord,
): Promise<void> {
  const { instanceId, kind, name } = machine;
  const which = `${kind.toLowerCase()} ${name}`;
  const { text, notice } = causes[cause];
  await send({
    about: instanceId,
    subject: `AWS takes back ${instanceId} of ${which}`,
    paragraphs: [
      `AWS takes back machine ${instanceId} of ${which} (stack ${settings.stack}): ${text}.`,
      outcome === undefined ? notice : outcomeText(outcome, job),
      kind === 'Fleet'
        ? 'Auto Scaling starts another machine when it can have one. The job goes on there from its last checkpoint.'
        : 'A spot workstation is stopped and keeps its disks. EC2 starts it again when there is capacity, and the job goes on.',
      `What is known of the machine:\n${queryCommand(instanceId)}`,
      'What to do: docs/runbook.md#spot-interruption',
    ],
  });
}

/** Tells people that a Capacity Block ends. */
export async function tellOfExpiration(reservation: string, end: string): Promise<void> {
  await send({
    about: reservation,
    subject: `Capacity Block ${reservation} ends`,
    paragraphs: [
      `Capacity Block ${reservation} of stack ${settings.stack} ends at ${end}. EC2 begins to end its machines 30 minutes before.`,
      'Set the size of its fleet to 0 now, if no schedule does: its machines then have time for a last checkpoint.',
      'What to do: docs/runbook.md#capacity-block',
    ],
  });
}

function outcomeText(outcome: string, job: string | undefined): string {
  const which = job ? `Job ${job}` : 'The job';
  switch (outcome) {
    case 'checkpointed':
      return `${which} saved a checkpoint.`;
    case 'idle':
      return 'No job ran on it.';
    default:
      return `${which} did not stop in time: what it did since its last checkpoint is lost.`;
  }
}

function queryCommand(instanceId: string): string {
  return [
    `aws dynamodb query --region ${settings.region} --table-name ${settings.table}`,
    "--key-condition-expression 'instance = :i'",
    `--expression-attribute-values '{":i":{"S":"${instanceId}"}}'`,
  ].join(' ');
}
