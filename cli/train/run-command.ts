import { join, relative } from 'node:path';
import { loadConfig, type PlatformConfig } from '../../lib/config';
import { abortWhenInterrupted } from '../interruption';
import { quote } from '../quote';
import { UserError } from '../user-error';
import type { Arguments, PlatformOptions } from './arguments';
import { awaitInstances } from './await-instances';
import { explained } from './aws-errors';
import { clients } from './clients';
import { consoleOutput } from './console';
import { findPlatform, groupOf } from './deployed-fleet';
import { followJob } from './follow';
import type { JobRecord } from './job-record';
import { JobWatch } from './job-watch';
import { listJobs } from './list';
import { showEnded, showNext } from './next-commands';
import { rollBack } from './place-on-fleet';
import { release, type Ending } from './release';
import { resumeJob } from './resume-job';
import { startJob } from './start-job';
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
 * @throws UserError or ConfigError for a user error, Interrupted after Ctrl-C.
 */
export async function runCommand(given: Arguments): Promise<number> {
  const { environment, config: configFile, region } = given.platform;
  const { config } = loadConfig({ environment, configFile, region });
  const work = new AbortController();
  abortWhenInterrupted(work, '');
  try {
    return await run(given, config, work.signal);
  } catch (cause) {
    throw explained(cause, config.region);
  }
}

async function run(given: Arguments, config: PlatformConfig, signal: AbortSignal): Promise<number> {
  const clientsOfRegion = clients(config.region, Boolean(process.env['AWS_ENDPOINT_URL']));
  const place = openWorkplace({
    clients: clientsOfRegion,
    platform: await findPlatform(clientsOfRegion, config),
    output: consoleOutput(process.stdout),
    signal,
    selection: selection(given.platform),
    pollSeconds: POLL_SECONDS,
  });
  if (given.verb === 'list') {
    place.output.line(await listJobs(place.store, given.options.fleet));
    return 0;
  }
  const endingOf = (fleet: string): Ending => ({
    keep: given.options.keep ?? false,
    checkpointSeconds: config.training.fleets[fleet]?.checkpointSeconds ?? DEFAULT_CHECKPOINT_SECONDS,
  });
  if (given.verb === 'start') {
    const { fleet, name = DEFAULT_NAME, code, instances, trainArguments, detach = false } = given.options;
    const ending = endingOf(fleet);
    const newJob = {
      fleet,
      group: groupOf(fleet, config, place.platform),
      name,
      instances,
      code: code ?? relative(process.cwd(), DEFAULT_CODE),
      arguments: trainArguments ?? [],
    };
    const record = await startJob(place, newJob, ending);
    return detach ? detached(place, record) : awaitAndFollow(place, record, ending, true);
  }
  const record = await place.store.record(given.job);
  const ending = endingOf(record.fleet);
  if (given.verb === 'resume') {
    const { code, instances, trainArguments, detach = false } = given.options;
    const resumed = await resumeJob(place, record, { instances, code, arguments: trainArguments }, ending);
    return detach ? detached(place, resumed) : awaitAndFollow(place, resumed, ending, false);
  }
  if (record.outcome) return ended(place, record);
  if (given.verb === 'follow') {
    const since = Math.max(Date.parse(record.started), Date.now() - LOG_MINUTES * 60_000);
    return follow(place, record, new JobWatch(place, record, new Date(since)), ending);
  }
  const { finished } = await place.store.state(record.job);
  await release(place, record, { ...ending, outcome: finished ? 'finished' : 'stopped' });
  return ended(place, await place.store.record(record.job));
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
    if (!(cause instanceof UserError)) {
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

function ended(place: Workplace, record: JobRecord): number {
  showEnded(place, record);
  return 0;
}

/** The options that select the platform, for printed commands. */
function selection(platform: PlatformOptions): string {
  return (['environment', 'config', 'region'] as const)
    .map((name) => [name, platform[name]] as const)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${quote(value)}`))
    .join('');
}
