import { UserError } from '../user-error';
import { pause, type Workplace } from './workplace';
import type { JobRecord } from './job-record';
import type { JobWatch, Phase } from './job-watch';

/** How long a job may take until it runs. */
export interface Patience {
  /** For the first machines, which depend on what EC2 has free. */
  readonly capacityMinutes: number;
  /** For everything: machines also boot, and install libraries. */
  readonly startMinutes: number;
}

export const PATIENCE: Patience = { capacityMinutes: 30, startMinutes: 60 };

/**
 * Waits until a job runs, and tells what keeps it from it.
 *
 * @throws UserError when machines do not come, or do not start it.
 */
export async function awaitMachines(
  place: Workplace,
  record: JobRecord,
  watch: JobWatch,
  patience: Patience = PATIENCE,
): Promise<Phase> {
  const { signal, pollSeconds, platform } = place;
  const { job, fleet } = record;
  const begin = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const sight = await watch.lookIfReachable();
    if (sight && sight.phase !== 'waiting') return sight.phase;
    const minutes = (Date.now() - begin) / 60_000;
    const { launch, refused = 0 } = sight?.obstacles ?? {};
    const machines = sight?.size.inService.length;
    if (machines !== undefined && machines < record.machines.min && minutes > patience.capacityMinutes) {
      const reason = launch ? ` The last reason: ${launch.replace(/\.$/, '')}.` : '';
      throw new UserError(
        `Fleet ${fleet} has ${machines} of ${record.machines.min} machines after ${patience.capacityMinutes} minutes.${reason} ` +
          'Try again later, ask for fewer with --machines, or add instance types or onDemandFallbackMinutes to the fleet; the runbook has a table of reasons under "Event: LaunchFailed".',
      );
    }
    if (refused > 0 && refused >= machines!) {
      throw new UserError(
        `Systems Manager could not start the job on ${refused} machines. Their output is in its console under State Manager, association ml-training-${job}; why a boot failed is in the log group ${platform.logGroup}, streams fleet/${fleet}/INSTANCE/boot.`,
      );
    }
    if (minutes > patience.startMinutes) {
      throw new UserError(
        `No machine of fleet ${fleet} runs the job after ${patience.startMinutes} minutes. Why is in the log group ${platform.logGroup}, streams fleet/${fleet}/INSTANCE/boot.`,
      );
    }
    await pause(pollSeconds, signal);
  }
}
