import { join, relative } from 'node:path';
import { ConfigError, loadConfig, type PlatformConfig } from '../../lib/config';
import { abortWhenInterrupted, Interrupted } from '../interruption';
import { quote } from '../start/next-steps';
import { UserError } from '../user-error';
import { HELP, readArguments, type Arguments } from './arguments';
import { awaitMachines } from './await-machines';
import { explained } from './aws-errors';
import { clients } from './clients';
import { consoleOutput } from './console';
import { findPlatform, groupOf } from './deployed-fleet';
import { followJob, showWhereabouts } from './follow';
import { command, openWorkplace, type Workplace } from './workplace';
import type { JobRecord } from './job-record';
import { JobWatch } from './job-watch';
import { listJobs } from './list';
import { release, type Ending } from './release';
import { resumeJob, startJob, takeBack } from './start-job';

// The SDK is pinned, so what a later one will need is no news to those who start this.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const DEFAULT_CODE = join(__dirname, '..', '..', 'workloads', 'training');
const DEFAULT_NAME = 'train';
const POLL_SECONDS = 2;
/** How much of its log a job shows when somebody joins later. */
const LOG_MINUTES = 10;

/** `npm run train`: jobs on the fleets of a deployed platform, by calls of AWS alone. */
async function train(given: Arguments, config: PlatformConfig, signal: AbortSignal): Promise<number> {
  const { job = '' } = given;
  const clientsOfRegion = clients(config.region, Boolean(process.env['AWS_ENDPOINT_URL']));
  const place = openWorkplace({
    clients: clientsOfRegion,
    platform: await findPlatform(clientsOfRegion, config),
    output: consoleOutput(process.stdout),
    signal,
    selection: selection(given),
    pollSeconds: POLL_SECONDS,
  });
  const ending = (fleet: string): Ending => ({
    keep: given.keep,
    checkpointSeconds: config.training.fleets[fleet]?.checkpointSeconds ?? 120,
  });
  switch (given.action) {
    case 'start': {
      const fleet = given.fleet!;
      const newJob = {
        fleet,
        group: groupOf(fleet, config, place.platform),
        name: given.name ?? DEFAULT_NAME,
        machines: given.machines,
        code: given.code ?? relative(process.cwd(), DEFAULT_CODE),
        arguments: given.trainArguments ?? [],
      };
      const record = await startJob(place, newJob, ending(fleet));
      return run(place, record, ending(fleet), { detach: given.detach, isNew: true });
    }
    case 'resume': {
      const { fleet } = await place.store.record(job);
      const { machines, code, trainArguments } = given;
      const record = await resumeJob(
        place,
        job,
        { machines, code, arguments: trainArguments },
        ending(fleet),
      );
      return run(place, record, ending(fleet), { detach: given.detach, isNew: false });
    }
    case 'follow': {
      const record = await place.store.record(job);
      if (record.outcome) return showEnded(place, record);
      const since = Math.max(Date.parse(record.started), Date.now() - LOG_MINUTES * 60_000);
      return follow(place, record, new JobWatch(place, record, new Date(since)), ending(record.fleet));
    }
    case 'stop': {
      const record = await place.store.record(job);
      if (record.outcome) return showEnded(place, record);
      const { finished } = await place.store.state(job);
      await release(place, record, { ...ending(record.fleet), outcome: finished ? 'finished' : 'stopped' });
      return showEnded(place, await place.store.record(job));
    }
    default:
      place.output.line(await listJobs(place.store, given.fleet));
      return 0;
  }
}

/** Waits for a job that was just put on its fleet, and follows it. */
async function run(
  place: Workplace,
  record: JobRecord,
  ending: Ending,
  { detach, isNew }: { detach: boolean; isNew: boolean },
): Promise<number> {
  if (detach) {
    place.output.line(`Job ${record.job} runs once its machines are there.`);
    showNext(place, record);
    return 0;
  }
  const watch = new JobWatch(place, record, new Date(record.started));
  try {
    await awaitMachines(place, record, watch);
  } catch (cause) {
    await takeBack(place, record, ending, isNew);
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
      place.output.line(`Job ${record.job} runs on.`);
      showNext(place, record);
    }
    throw cause;
  }
}

function showNext(place: Workplace, record: JobRecord): void {
  place.output.line(`Follow it:   ${command(place, 'follow', record.job)}`);
  place.output.line(`Stop it:     ${command(place, 'stop', record.job)}`);
  showWhereabouts(place, record);
}

function showEnded(place: Workplace, record: JobRecord): number {
  place.output.line(
    `Job ${record.job} has ${record.outcome === 'stopped' ? 'been stopped' : record.outcome}.`,
  );
  showWhereabouts(place, record);
  if (record.outcome !== 'finished') {
    place.output.line(`Resume it:   ${command(place, 'resume', record.job)}`);
  }
  return 0;
}

/** The options that name the platform, as they are typed again. */
function selection(given: Arguments): string {
  return (['environment', 'config', 'region'] as const)
    .map((name) => [name, given[name]] as const)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${quote(value)}`))
    .join('');
}

async function main(): Promise<number> {
  let region = '';
  try {
    const given = readArguments(process.argv.slice(2));
    if (given.action === 'help') {
      console.log(HELP);
      return 0;
    }
    const { environment, config: configFile } = given;
    const { config } = loadConfig({ environment, configFile, region: given.region });
    region = config.region;
    const work = new AbortController();
    abortWhenInterrupted(work, '');
    return await train(given, config, work.signal);
  } catch (cause) {
    if (cause instanceof Interrupted) return cause.exitCode;
    const problem = explained(cause, region);
    if (!(problem instanceof UserError || problem instanceof ConfigError)) throw problem;
    console.error(problem.message);
    return 1;
  }
}

void main().then((exitCode) => process.exit(exitCode));
