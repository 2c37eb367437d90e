import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { isNotFound } from './aws-errors';

/** The logs that a machine ships, by what writes them. */
export type LogKind = 'boot' | 'training';

/** A line of a machine's log. */
export interface LogLine {
  readonly instance: string;
  readonly text: string;
}

/** Reads the logs of machines from CloudWatch Logs, each line once. */
export class LogTail {
  private readonly tokens = new Map<string, string>();

  /**
   * @param group - Name of the log group.
   * @param fleet - Its machines have the streams `fleet/<fleet>/<instance-id>/<kind>`.
   * @param since - Earlier lines are those of other jobs.
   */
  constructor(
    private readonly logs: CloudWatchLogs,
    private readonly group: string,
    private readonly fleet: string,
    private readonly since: Date,
  ) {}

  /** Lines that have come since the last call, in the order of their time. */
  async read(instances: Iterable<string>, kind: LogKind): Promise<LogLine[]> {
    const pages = await Promise.all([...instances].map((instance) => this.readStream(instance, kind)));
    return pages
      .flat()
      .sort((first, second) => first.time - second.time)
      .map(({ instance, text }) => ({ instance, text }));
  }

  private async readStream(instance: string, kind: LogKind): Promise<(LogLine & { time: number })[]> {
    const logStreamName = `fleet/${this.fleet}/${instance}/${kind}`;
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
          // The agent of the machine makes the group and the stream with the first line.
          if (!isNotFound(cause)) throw cause;
        });
      if (!page?.nextForwardToken) return lines;
      this.tokens.set(logStreamName, page.nextForwardToken);
      for (const { message = '', timestamp = 0 } of page.events ?? []) {
        // A progress bar writes over itself with carriage returns.
        const texts = message.split(/[\r\n]+/).filter(Boolean);
        lines.push(...texts.map((text) => ({ instance, text, time: timestamp })));
      }
      // At the end the same token comes back. A page may be empty before.
      if (page.nextForwardToken === nextToken) return lines;
    }
  }
}
