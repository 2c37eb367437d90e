import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { AwsAccount } from '../../cli/start/aws-account';
import { jobFolder, type InstanceStatus } from '../../cli/train/job-record';
import { trainingLogStream, type TrainingLog } from '../../lib/contract/training-names';

/** The account, log group and bucket that an instance of a fleet writes to. */
export interface Surroundings {
  readonly aws: AwsAccount;
  readonly logGroup: string;
  readonly jobsBucket: string;
  readonly fleet: string;
}

/** Acts as an instance of a fleet, since nothing runs on those of the emulated account. */
export class TrainingInstance {
  constructor(
    private readonly place: Surroundings,
    readonly id: string,
  ) {}

  /** Ships lines of a log, as the CloudWatch agent does. */
  async logs(log: TrainingLog, ...lines: string[]): Promise<void> {
    const { aws, logGroup: logGroupName, fleet } = this.place;
    const logStreamName = trainingLogStream('fleet', fleet, this.id, log);
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

  /** Reports the status of a job, as ml-training.service does. */
  async reports(job: string, state: InstanceStatus['state'], exitCode: number | null = null): Promise<void> {
    const Body = JSON.stringify({ state, exitCode, time: new Date().toISOString() });
    const keys = [`status/${this.id}.json`, ...(state === 'finished' ? ['finished'] : [])];
    for (const key of keys) {
      await this.place.aws.s3.send(
        new PutObjectCommand({ Bucket: this.place.jobsBucket, Key: `${jobFolder(job)}${key}`, Body }),
      );
    }
  }
}
