import type { CreateAssociationCommandInput, SSM } from '@aws-sdk/client-ssm';
import { isNotFound } from './aws-errors';
import { codeUri, type JobRecord } from './job-record';

/** What the job document does on a machine. */
export type JobAction = 'start' | 'stop';

/** How far Systems Manager is with a job. */
export interface AssociationStatus {
  /** For example `Pending` or `Success`. */
  readonly status: string;
  /** Machines by what became of the document on them, for example `{ Success: 2, Failed: 1 }`. */
  readonly machines: Readonly<Record<string, number>>;
  /** When the document was run last, in milliseconds since 1970; not there before the first time. */
  readonly executed: number | undefined;
}

/**
 * The State Manager association that starts a job on every machine of its fleet, also on those that come later.
 *
 * Without a schedule an association runs at once, and once on each new machine that matches.
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

  /** Has the machines stop the job, and later ones not start it. */
  async stop(record: JobRecord): Promise<void> {
    for (const AssociationId of await this.ids(record.job)) {
      await this.ssm.updateAssociation({ AssociationId, ...this.input(record, 'stop') });
    }
  }

  /** How far it is, or undefined when there is none. */
  async status(job: string): Promise<AssociationStatus | undefined> {
    const [AssociationId] = await this.ids(job);
    if (!AssociationId) return undefined;
    const { AssociationDescription } = await this.ssm.describeAssociation({ AssociationId });
    const { Overview = {}, LastExecutionDate } = AssociationDescription ?? {};
    return {
      status: Overview.Status ?? 'Pending',
      machines: Overview.AssociationStatusAggregatedCount ?? {},
      executed: LastExecutionDate?.getTime(),
    };
  }

  /** Deletes it, if it is there. What already runs on machines goes on. */
  async remove(job: string): Promise<void> {
    for (const AssociationId of await this.ids(job)) {
      await this.ssm.deleteAssociation({ AssociationId }).catch((cause: unknown) => {
        if (!isNotFound(cause)) throw cause;
      });
    }
  }

  /** By name, so that one is found even if this program was killed right after it was made. */
  private async ids(job: string): Promise<string[]> {
    const { Associations = [] } = await this.ssm.listAssociations({
      AssociationFilterList: [{ key: 'AssociationName', value: associationName(job) }],
    });
    return Associations.map(({ AssociationId }) => AssociationId!);
  }

  private input(record: JobRecord, action: JobAction): CreateAssociationCommandInput {
    return {
      Name: this.document,
      AssociationName: associationName(record.job),
      Targets: [{ Key: 'tag:aws:autoscaling:groupName', Values: [record.group] }],
      Parameters: documentParameters(record, this.jobsBucket, action),
      // All at once, since machines wait for each other; and one that fails must not keep the others from starting.
      MaxConcurrency: '100%',
      MaxErrors: '100%',
    };
  }
}

/** Parameters of the job document. */
export function documentParameters(
  { job, machines, arguments: args }: JobRecord,
  jobsBucket: string,
  action: JobAction,
): Record<string, string[]> {
  return {
    action: [action],
    job: [job],
    code: [codeUri(jobsBucket, job)],
    minNodes: [String(machines.min)],
    maxNodes: [String(machines.max)],
    // No shell on the way may see a quote or a dollar sign.
    arguments: [Buffer.from(JSON.stringify(args)).toString('base64')],
  };
}

/** 3 to 128 letters, digits, hyphens, dots and underscores are allowed. */
function associationName(job: string): string {
  return `ml-training-${job}`;
}
