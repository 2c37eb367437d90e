import type { CreateAssociationCommandInput, SSM } from '@aws-sdk/client-ssm';
import { isNotFound } from '../aws-errors';
import { codeUri, type JobRecord } from './job-record';

/** The action of the job document on an instance. */
export type JobAction = 'start' | 'stop';

/** The status of the association of a job. */
export interface AssociationStatus {
  /** For example `Pending` or `Success`. */
  readonly status: string;
  /** Number of instances by status of the document, for example `{ Success: 2, Failed: 1 }`. */
  readonly instances: Readonly<Record<string, number>>;
  /** Time of the last run, in milliseconds since 1970; undefined before the first. */
  readonly executed: number | undefined;
}

/**
 * The State Manager association that starts a job on every instance of its fleet, including those that launch later.
 *
 * Without a schedule an association runs immediately, and once on each new matching instance.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-state-manager-targets-and-rate-controls.html
 */
export class JobAssociation {
  constructor(
    private readonly ssm: SSM,
    /** Name of the job document. */
    private readonly document: string,
    private readonly jobsBucket: string,
  ) {}

  async create(record: JobRecord): Promise<void> {
    await this.ssm.createAssociation(this.input(record, 'start'));
  }

  /** Stops the job on the instances, and keeps later ones from starting it. */
  async stop(record: JobRecord): Promise<void> {
    for (const AssociationId of await this.ids(record.job)) {
      await this.ssm.updateAssociation({ AssociationId, ...this.input(record, 'stop') });
    }
  }

  /** Describes the association; undefined if it does not exist. */
  async status(job: string): Promise<AssociationStatus | undefined> {
    const [AssociationId] = await this.ids(job);
    if (!AssociationId) return undefined;
    const { AssociationDescription } = await this.ssm.describeAssociation({ AssociationId });
    const { Overview = {}, LastExecutionDate } = AssociationDescription ?? {};
    return {
      status: Overview.Status ?? 'Pending',
      instances: Overview.AssociationStatusAggregatedCount ?? {},
      executed: LastExecutionDate?.getTime(),
    };
  }

  /** Deletes the association, if it exists. A job that is already running continues. */
  async remove(job: string): Promise<void> {
    for (const AssociationId of await this.ids(job)) {
      await this.ssm.deleteAssociation({ AssociationId }).catch((cause: unknown) => {
        if (!isNotFound(cause)) throw cause;
      });
    }
  }

  /** Finds associations by name, including one whose creation was interrupted. */
  private async ids(job: string): Promise<string[]> {
    const { Associations = [] } = await this.ssm.listAssociations({
      AssociationFilterList: [{ key: 'AssociationName', value: associationName(job) }],
    });
    return Associations.map(({ AssociationId }) => AssociationId!);
  }

  private input(record: JobRecord, action: JobAction): CreateAssociationCommandInput {
    return {
      Name: this.document,
      // Not the default version: an update of the document by CloudFormation may leave that one where it is.
      // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2539
      DocumentVersion: '$LATEST',
      AssociationName: associationName(record.job),
      Targets: [{ Key: 'tag:aws:autoscaling:groupName', Values: [record.group] }],
      Parameters: documentParameters(record, this.jobsBucket, action),
      // Concurrently, because instances wait for each other; a failure must not prevent the others from starting.
      MaxConcurrency: '100%',
      MaxErrors: '100%',
    };
  }
}

/** Creates the parameters of the job document. */
export function documentParameters(
  { job, instances, arguments: args }: JobRecord,
  jobsBucket: string,
  action: JobAction,
): Record<string, string[]> {
  return {
    action: [action],
    job: [job],
    code: [codeUri(jobsBucket, job)],
    minNodes: [String(instances.min)],
    maxNodes: [String(instances.max)],
    // Base64, so that no shell interprets quotes or dollar signs.
    arguments: [Buffer.from(JSON.stringify(args)).toString('base64')],
  };
}

/** Name of the association of a job: 3 to 128 letters, digits, hyphens, dots and underscores. */
export function associationName(job: string): string {
  return `ml-training-${job}`;
}
