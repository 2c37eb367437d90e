import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { trainingLogStream, type TrainingLog } from '../../lib/contract/training-names';
import { isNotFound } from '../aws-errors';

/** A line of an instance's log. */
export interface LogLine {
  readonly instance: string;
  readonly text: string;
}

/** Reads the logs of instances from CloudWatch Logs, each line once. */
export class LogTail {
  private readonly tokens = new Map<string, string>();

  /**
   * @param group - Name of the log group.
   * @param fleet - Key of the fleet in the configuration.
   * @param since - Start time; earlier lines belong to other jobs.
   */
  constructor(
    private readonly logs: CloudWatchLogs,
    private readonly group: string,
    private readonly fleet: string,
    private readonly since: Date,
  ) {}

  /** Reads the lines that have arrived since the last call, sorted by time. */
  async read(instances: Iterable<string>, log: TrainingLog): Promise<LogLine[]> {
    const pages = await Promise.all([...instances].map((instance) => this.readStream(instance, log)));
    return pages
      .flat()
      .sort((first, second) => first.time - second.time)
      .map(({ instance, text }) => ({ instance, text }));
  }

  private async readStream(instance: string, log: TrainingLog): Promise<(LogLine & { time: number })[]> {
    const logStreamName = trainingLogStream('fleet', this.fleet, instance, log);
    const lines: (LogLine & { time: number })[] = [];
    for (;;) {
      const nextToken = this.tokens.get(logStreamName);
      const page = await this.logs
        .getLogEvents({
          logGroupName: this.group,
          logStreamName,
          startFromHead: true,
          startTime: this.since.getTime(),
          nextToken,
        })
        .catch((cause: unknown) => {
          // The CloudWatch agent creates the group and the stream with the first line.
          if (!isNotFound(cause)) throw cause;
        });
      if (!page?.nextForwardToken) return lines;
      this.tokens.set(logStreamName, page.nextForwardToken);
      for (const { message = '', timestamp = 0 } of page.events ?? []) {
        // A progress bar overwrites itself with carriage returns.
        const texts = message.split(/[\r\n]+/).filter(Boolean);
        lines.push(...texts.map((text) => ({ instance, text, time: timestamp })));
      }
      // The end is marked by the same token, not by an empty page.
      if (page.nextForwardToken === nextToken) return lines;
    }
  }
}
