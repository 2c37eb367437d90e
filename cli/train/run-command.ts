import { join, relative } from 'node:path';
import { loadConfig, type PlatformConfig } from '../../lib/config';
import { JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import { actingOn } from '../acting-on';
import { abortWhenInterrupted } from '../interruption';
import { requireJobs } from '../local-instances';
import { whileChecking } from '../slow-notice';
import { UserError } from '../user-error';
import type { Arguments } from './arguments';
import { awaitInstances } from './await-instances';
import { explained } from '../aws-errors';
import { clients } from './clients';
import { Commands } from '../train-commands';
import { consoleOutput } from './console';
import { findPlatform, groupOf } from './deployed-fleet';
import { readEndpoint } from '../endpoint';
import { rollBack } from './end-job';
import { followJob } from './follow';
import type { JobRecord } from './job-record';
import { JobWatch } from './job-watch';
import { listJobs } from './list';
import { interruptJob } from './interrupt';
import { showNext } from './next-commands';
import type { Ending } from './ending';
import { resumeJob } from './resume-job';
import { startJob } from './start-job';
import { stopJob } from './stop-job';
import { openWorkplace, type Workplace } from './workplace';

const DEFAULT_CODE = join(__dirname, '..', '..', 'workloads', 'training');
const DEFAULT_NAME = 'train';
const DEFAULT_CHECKPOINT_SECONDS = 120;
const POLL_SECONDS = 2;
/** Minutes of the log that `follow` shows of a running job. */
const LOG_MINUTES = 10;

/**
 * Runs one command of `npm run train`.
 *
 * @returns The exit code: 1 if the job has failed.
 * @throws UserError or ConfigError for a user error, Interrupted after Ctrl-C or when the output was closed.
 */
export async function runCommand(given: Arguments): Promise<number> {
  const { environment, config: configFile, region } = given.platform;
  const { config } = whileChecking(() => loadConfig({ environment, configFile, region }));
  const endpoint = readEndpoint(process.env);
  const commands = new Commands(given.platform);
  const work = new AbortController();
  let job: string | undefined;
  abortWhenInterrupted(work, '', () =>
    job === undefined ? '' : `What remains of job ${job} is cleared up by ${commands.of('stop', job)}.`,
  );
  try {
    const clientsOfRegion = clients(config.region, endpoint !== undefined);
    // On standard error, so that the output of list can be read by programs.
    const say = (account = config.account) => console.error(actingOn({ ...config, account }));
    const platform = await findPlatform(clientsOfRegion, config, commands).catch((cause: unknown) => {
      say();
      throw cause;
    });
    say(platform.account);
    const place = openWorkplace({
      clients: clientsOfRegion,
      platform,
      output: consoleOutput(process.stdout, process.stderr),
      signal: work.signal,
      commands,
      atStake: (id) => void (job = id),
      pollSeconds: POLL_SECONDS,
    });
    return await runVerb(place, given, config);
  } catch (cause) {
    throw explained(cause, config.region, 'Train a model');
  }
}

/** Runs one command on a deployed platform. */
export async function runVerb(place: Workplace, given: Arguments, config: PlatformConfig): Promise<number> {
  if (given.verb === 'list') {
    return list(place, config, given.options.fleet);
  }
  if (given.verb === 'start' || given.verb === 'resume') {
    await requireJobs(place.clients.ssm, process.env['AWS_ENDPOINT_URL']);
  }
  if (given.verb === 'interrupt') {
    await interruptJob(place, await place.store.record(given.job));
    return 0;
  }
  const endingOf = (fleet: string): Ending => ({
    keep: given.options.keep ?? false,
    checkpointSeconds: config.training.fleets[fleet]?.checkpointSeconds ?? DEFAULT_CHECKPOINT_SECONDS,
  });
  switch (given.verb) {
    case 'start': {
      const { fleet, name = DEFAULT_NAME, code, instances, trainArguments, detach = false } = given.options;
      const ending = endingOf(fleet);
      const newJob = {
        fleet,
        group: groupOf(fleet, config, place.platform, place.commands),
        name,
        instances,
        code: code ?? relative(process.cwd(), DEFAULT_CODE),
        arguments: trainArguments ?? [],
      };
      const record = await startJob(place, newJob, ending);
      return detach ? detached(place, record) : awaitAndFollow(place, record, ending, true);
    }
    case 'resume': {
      const { code, instances, trainArguments, detach = false } = given.options;
      const resumption = { instances, code, arguments: trainArguments };
      const record = await resumeJob(place, given.job, resumption, endingOf);
      return detach ? detached(place, record) : awaitAndFollow(place, record, endingOf(record.fleet), false);
    }
    case 'follow': {
      const record = await place.store.record(given.job);
      if (record.outcome) return stop(place, given.job, endingOf);
      await refuseIncomplete(place, record);
      const since = Math.max(Date.parse(record.started), Date.now() - LOG_MINUTES * 60_000);
      return follow(place, record, new JobWatch(place, record, new Date(since)), endingOf(record.fleet));
    }
    case 'stop':
      return stop(place, given.job, endingOf);
  }
}

async function list(place: Workplace, config: PlatformConfig, fleet: string | undefined): Promise<number> {
  const table = await listJobs(place, fleet);
  // A fleet that was removed may have jobs; without any, its name is probably misspelled.
  if (table === undefined && fleet !== undefined) groupOf(fleet, config, place.platform, place.commands);
  const which = fleet === undefined ? '' : ` of fleet ${fleet}`;
  place.output.line(table ?? `There are no jobs${which} in s3://${place.store.bucket}/${JOBS_PREFIX}.`);
  return 0;
}

async function stop(place: Workplace, job: string, endingOf: (fleet: string) => Ending): Promise<number> {
  place.atStake(job);
  await stopJob(place, job, endingOf);
  return 0;
}

/** @throws UserError if no instance will ever start the job, because a command on it was interrupted. */
async function refuseIncomplete({ store, association, commands }: Workplace, record: JobRecord) {
  const { job } = record;
  if ((await association.status(job)) || (await store.state(job)).finished) return;
  throw new UserError(
    `Job ${job} is incomplete: its start or its end was interrupted, or is still under way. ${commands.of('stop', job)} clears it up.`,
  );
}

/** Waits until a job runs, and follows it. */
async function awaitAndFollow(
  place: Workplace,
  record: JobRecord,
  ending: Ending,
  isNew: boolean,
): Promise<number> {
  const watch = new JobWatch(place, record, new Date(record.started));
  try {
    await awaitInstances(place, record, watch);
  } catch (cause) {
    await rollBack(place, record, ending, isNew);
    throw cause;
  }
  return follow(place, record, watch, ending);
}

async function follow(place: Workplace, record: JobRecord, watch: JobWatch, ending: Ending): Promise<number> {
  try {
    return await followJob(place, record, watch, ending);
  } catch (cause) {
    place.output.end();
    if (place.signal.aborted || !(cause instanceof UserError)) {
      place.output.line(`Job ${record.job} keeps running.`);
      showNext(place, record);
    }
    throw cause;
  }
}

function detached(place: Workplace, record: JobRecord): number {
  place.output.line(`Job ${record.job} runs as soon as its instances are in service.`);
  showNext(place, record);
  return 0;
}
