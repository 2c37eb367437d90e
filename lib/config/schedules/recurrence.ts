import { Cron } from 'croner';

/** A fixed week that starts on a Monday, so that results do not depend on today. */
const REFERENCE = new Date('2026-01-05T00:00:00Z');

/** Parses a cron expression of five fields, as Auto Scaling takes them; returns the reason when it is not one. */
export function parseRecurrence(expression: string): Cron | string {
  // croner knows shorthands and seconds; Auto Scaling knows neither.
  if (expression.trim().split(/\s+/).length !== 5) return 'it needs five fields';
  try {
    const cron = new Cron(expression, { timezone: 'UTC', mode: '5-part' });
    return cron.nextRun(REFERENCE) ? cron : 'it never runs';
  } catch (cause) {
    return (cause as Error).message;
  }
}

/** How many runs of each schedule are looked at: eight years of a monthly one. */
const COMPARED_RUNS = 100;

/** What was compared in this process: the runs of one pair take tens of milliseconds, and most pairs come again. */
const compared = new Map<string, string | undefined>();

/** A time at which both run, for example `2026-01-05 08:00`, among the next 100 runs of either. */
export function runsTogether(one: Cron, other: Cron): string | undefined {
  const pair = `${one.getPattern()} and ${other.getPattern()}`;
  if (!compared.has(pair)) compared.set(pair, firstRunTogether(one, other));
  return compared.get(pair);
}

function firstRunTogether(one: Cron, other: Cron): string | undefined {
  // Both ways: the runs of the rarer one reach further.
  const time =
    one.nextRuns(COMPARED_RUNS, REFERENCE).find((run) => other.match(run)) ??
    other.nextRuns(COMPARED_RUNS, REFERENCE).find((run) => one.match(run));
  return time?.toISOString().slice(0, 16).replace('T', ' ');
}
