import { CfnOutput, CfnResource, CfnWaitConditionHandle, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { constructId } from '../contract/construct-id';
import type { TrainingConfig } from '../config';
import { CHECKPOINTS_PREFIX, JOBS_PREFIX } from '../contract/object-prefixes';
import { TRAINING_OUTPUTS } from '../contract/outputs';
import { trainingLogGroupName } from '../contract/training-names';
import type { DataStores } from '../storage/data-stores';
import { GpuFleet } from './fleet/gpu-fleet';
import { InterruptionHandling } from './interruption/interruption-handling';
import { JobDocument } from './job/job-document';
import { SpotRequests } from './workstation/spot-requests';
import { Workstation } from './workstation/workstation';
import { PlatformStack } from '../references/platform-stack';

export interface TrainingStackProps extends StackProps {
  readonly config: TrainingConfig;
  /** Key of the tag with the name of a fleet's cluster. */
  readonly clusterTagKey: string;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly stores: DataStores;
  /** Addresses that are notified of interruptions. */
  readonly emails: readonly string[];
  /**
   * Key that encrypts the volumes of the instances.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** Whether the data volumes of workstations, and the history of interruptions, outlive the stack. */
  readonly protectData: boolean;
}

/** GPU instances outside Kubernetes: workstations for users, fleets for distributed jobs. */
export class TrainingStack extends PlatformStack {
  readonly workstations: readonly Workstation[];
  readonly fleets: readonly GpuFleet[];
  /** Undefined without workstations and fleets. */
  readonly interruptions?: InterruptionHandling;

  constructor(scope: Construct, id: string, props: TrainingStackProps) {
    super(scope, id, props);
    this.workstations = this.addWorkstations(props);
    this.fleets = this.addFleets(props);
    if (this.workstations.length + this.fleets.length > 0) {
      this.addJobs(props.stores);
      this.interruptions = this.addInterruptions(props);
      // The launch of a workstation can fail for lack of capacity: everything else is there by then (ADR 0017).
      const others = [...this.fleets.map(({ group }) => group), this.interruptions];
      for (const workstation of this.workstations) workstation.launchAfter(others);
    }
    if (this.node.findAll().every((construct) => !CfnResource.isCfnResource(construct))) {
      // CloudFormation refuses a template without resources, but the stack must be deployable to delete its last
      // instances.
      new CfnWaitConditionHandle(this, 'NoMachines');
    }
  }

  private addWorkstations(props: TrainingStackProps): Workstation[] {
    const scope = new Construct(this, 'Workstations');
    const entries = Object.entries(props.config.workstations);
    const spotRequests = entries.some(([, { market }]) => market === 'spot')
      ? new SpotRequests(this, 'SpotRequests')
      : undefined;
    return entries.map(
      ([name, config]) =>
        new Workstation(scope, constructId(name), {
          name,
          config,
          vpc: props.vpc,
          securityGroup: props.securityGroup,
          instanceProfile: props.instanceProfile,
          stores: props.stores,
          spotRequests,
          volumeKeyArn: props.volumeKeyArn,
          protectData: props.protectData,
        }),
    );
  }

  private addFleets(props: TrainingStackProps): GpuFleet[] {
    const scope = new Construct(this, 'Fleets');
    return Object.entries(props.config.fleets).map(
      ([name, config]) =>
        new GpuFleet(scope, constructId(name), {
          name,
          config,
          clusterTagKey: props.clusterTagKey,
          vpc: props.vpc,
          securityGroup: props.securityGroup,
          instanceProfile: props.instanceProfile,
          stores: props.stores,
          volumeKeyArn: props.volumeKeyArn,
        }),
    );
  }

  private addInterruptions({ stores, emails, protectData }: TrainingStackProps): InterruptionHandling {
    const handling = new InterruptionHandling(this, 'Interruptions', {
      fleets: this.fleets,
      key: stores.key,
      emails,
      protectData,
    });
    // Programs and the runbook use the names of these outputs.
    new CfnOutput(this, 'MachinesTable', {
      value: handling.table.tableName,
      description: 'Table with the history of training instances in the last 30 days',
    });
    new CfnOutput(this, 'InterruptionFunction', {
      value: handling.handler.functionName,
      description: 'Function that handles interruptions of training instances',
    });
    return handling;
  }

  /** Adds the job document, and the outputs that `npm run train` looks up. */
  private addJobs({ artifacts }: DataStores): void {
    const document = new JobDocument(this, 'Job');
    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description });
    output(
      TRAINING_OUTPUTS.document,
      document.ref,
      'Systems Manager document that starts and stops jobs on training instances',
    );
    output(
      TRAINING_OUTPUTS.jobsBucket,
      artifacts.bucketName,
      `Bucket of code and state of jobs, below ${JOBS_PREFIX}`,
    );
    // Not the models bucket: the model server treats every folder there as a model (ADR 0006).
    output(
      TRAINING_OUTPUTS.checkpointsBucket,
      artifacts.bucketName,
      `Bucket of checkpoints, below ${CHECKPOINTS_PREFIX}`,
    );
    output(
      TRAINING_OUTPUTS.logGroup,
      trainingLogGroupName(this.stackName),
      'Log group of training instances',
    );
  }
}
