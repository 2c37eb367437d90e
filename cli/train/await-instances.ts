import { trainingLogStream } from '../../lib/contract/training-names';
import { UserError } from '../user-error';
import { associationName } from './job-association';
import type { JobRecord } from './job-record';
import type { JobWatch, Phase } from './job-watch';
import { pause, type Workplace } from './workplace';

/** Time limits for the start of a job. */
export interface Patience {
  /** Limit for the first instances, which depend on EC2 capacity. */
  readonly capacityMinutes: number;
  /** Limit for the whole start, including boot and installation of libraries. */
  readonly startMinutes: number;
}

export const PATIENCE: Patience = { capacityMinutes: 30, startMinutes: 60 };

/**
 * Waits until a job runs, and prints the obstacles on the way.
 *
 * @returns The phase of the job, never `waiting`.
 * @throws UserError if instances are not in service, or have not started the job, within their limit.
 */
export async function awaitInstances(
  place: Workplace,
  record: JobRecord,
  watch: JobWatch,
  patience: Patience = PATIENCE,
): Promise<Phase> {
  const { signal, pollSeconds, platform } = place;
  const { job, fleet } = record;
  const bootLogs = `in the log group ${platform.logGroup}, streams ${trainingLogStream('fleet', fleet, 'INSTANCE', 'boot')}`;
  const begin = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const sight = await watch.lookIfReachable();
    if (sight && sight.phase !== 'waiting') return sight.phase;
    const minutes = (Date.now() - begin) / 60_000;
    const { launch, refused = 0 } = sight?.obstacles ?? {};
    const inService = sight?.size.inService.length;
    if (inService !== undefined && inService < record.instances.min && minutes > patience.capacityMinutes) {
      const reason = launch ? ` The last reason: ${launch.replace(/\.$/, '')}.` : '';
      throw new UserError(
        `Fleet ${fleet} has ${inService} of ${record.instances.min} instances after ${patience.capacityMinutes} minutes.${reason} ` +
          'Try again later, ask for fewer with --instances, or add instance types or onDemandFallbackMinutes to the fleet; the runbook has a table of reasons under "Event: LaunchFailed".',
      );
    }
    if (refused > 0 && refused >= inService!) {
      throw new UserError(
        `Systems Manager could not start the job on ${refused} instances. Their output is in its console under State Manager, association ${associationName(job)}; the reason of a failed boot is ${bootLogs}.`,
      );
    }
    if (minutes > patience.startMinutes) {
      throw new UserError(
        `No instance of fleet ${fleet} runs the job after ${patience.startMinutes} minutes. The reason is ${bootLogs}.`,
      );
    }
    await pause(pollSeconds, signal);
  }
}
