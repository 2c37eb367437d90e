import { UserError } from '../user-error';
import type { JobRecord } from './job-record';
import { groupOfJob, type Workplace } from './workplace';

/**
 * Interrupts a job as a Spot interruption or a scale-in would: terminates one of its instances. The job writes a
 * checkpoint first, and resumes on the replacement.
 *
 * @throws UserError if the job runs on no instance.
 */
export async function interruptJob(place: Workplace, record: JobRecord): Promise<void> {
  const { store, output, commands } = place;
  const { job, fleet } = record;
  const group = groupOfJob(place, record);
  const [{ inService }, { instances, finished }] = await Promise.all([group.size(), store.state(job)]);
  const running = inService.find((id) => instances.get(id)?.state === 'running');
  if (record.outcome || finished || !running) {
    const state = record.outcome ?? (finished ? 'finished' : undefined);
    throw new UserError(
      state
        ? `Job ${job} ${state === 'stopped' ? 'was stopped' : `has ${state}`}, so there is nothing to interrupt. ${commands.list()} shows the state of the latest jobs.`
        : `Job ${job} runs on no instance of fleet ${fleet} at the moment, so there is nothing to interrupt. Wait until it trains: ${commands.of('follow', job)} shows it.`,
    );
  }
  await group.replace(running);
  output.line(
    `${running}: is terminated. The job writes a checkpoint before, and resumes from it on the replacement.`,
  );
  output.line(`Follow it:   ${commands.of('follow', job)}`);
}
