import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { AwsAccount } from '../../cli/start/aws-account';
import type { MachineStatus } from '../../cli/train/job-record';

/** Where a machine of a fleet writes to. */
export interface Surroundings {
  readonly aws: AwsAccount;
  readonly logGroup: string;
  readonly jobsBucket: string;
  readonly fleet: string;
}

/** A machine of a fleet, played by a test, since nothing runs on those of the emulated account. */
export class TrainingMachine {
  constructor(
    private readonly place: Surroundings,
    readonly id: string,
  ) {}

  /** Ships lines of a log, as the CloudWatch agent does. */
  async logs(kind: 'boot' | 'training', ...lines: string[]): Promise<void> {
    const { aws, logGroup: logGroupName, fleet } = this.place;
    const logStreamName = `fleet/${fleet}/${this.id}/${kind}`;
    const ignore = () => undefined;
    await aws.logs.createLogGroup({ logGroupName }).catch(ignore);
    await aws.logs.createLogStream({ logGroupName, logStreamName }).catch(ignore);
    const timestamp = Date.now();
    await aws.logs.putLogEvents({
      logGroupName,
      logStreamName,
      logEvents: lines.map((message) => ({ timestamp, message })),
    });
  }

  /** Says how a job is, as ml-training.service does. */
  async says(job: string, state: MachineStatus['state'], exitCode: number | null = null): Promise<void> {
    const Body = JSON.stringify({ state, exitCode, time: new Date().toISOString() });
    const keys = [`status/${this.id}.json`, ...(state === 'finished' ? ['finished'] : [])];
    for (const key of keys) {
      await this.place.aws.s3.send(
        new PutObjectCommand({ Bucket: this.place.jobsBucket, Key: `jobs/${job}/${key}`, Body }),
      );
    }
  }
}
