import { CfnOutput, CfnResource, CfnWaitConditionHandle, Stack, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { TrainingConfig } from '../config';
import { trainingLogGroupName } from '../contract/training-names';
import type { DataStores } from '../identity/data-access';
import { GpuFleet } from './fleet/gpu-fleet';
import { InterruptionHandling } from './interruption/interruption-handling';
import { JobDocument } from './job/job-document';
import { Workstation } from './workstation/workstation';

export interface TrainingStackProps extends StackProps {
  readonly config: TrainingConfig;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly stores: DataStores;
  /** Addresses that are told of interruptions. */
  readonly emails: readonly string[];
  /** Whether the data volumes of workstations, and the history of interruptions, outlive the stack. */
  readonly protectData: boolean;
}

/** GPU machines outside Kubernetes: workstations for people, fleets for distributed jobs. */
export class TrainingStack extends Stack {
  readonly workstations: Readonly<Record<string, Workstation>>;
  readonly fleets: Readonly<Record<string, GpuFleet>>;
  /** There is none without machines. */
  readonly interruptions?: InterruptionHandling;

  constructor(scope: Construct, id: string, props: TrainingStackProps) {
    super(scope, id, props);
    const { workstations, fleets } = props.config;

    const workstationScope = new Construct(this, 'Workstations');
    this.workstations = Object.fromEntries(
      Object.entries(workstations).map(([name, config]) => [
        name,
        new Workstation(workstationScope, name, { ...props, name, config }),
      ]),
    );
    const fleetScope = new Construct(this, 'Fleets');
    this.fleets = Object.fromEntries(
      Object.entries(fleets).map(([name, config]) => [
        name,
        new GpuFleet(fleetScope, name, { ...props, name, config }),
      ]),
    );
    if (Object.keys({ ...workstations, ...fleets }).length > 0) {
      this.addJobs(props.stores);
      this.interruptions = this.addInterruptions(props);
    }
    if (this.node.findAll().every((construct) => !CfnResource.isCfnResource(construct))) {
      // CloudFormation takes no template without a resource; without the stack the last machines would run on.
      new CfnWaitConditionHandle(this, 'NoMachines');
    }
  }

  private addInterruptions({
    config,
    stores,
    emails,
    protectData,
  }: TrainingStackProps): InterruptionHandling {
    const { fleets, workstations } = this;
    const handling = new InterruptionHandling(this, 'Interruptions', {
      config,
      fleets,
      workstations,
      key: stores.key,
      emails,
      protectData,
    });
    new CfnOutput(this, 'MachinesTable', {
      value: handling.table.tableName,
      description: 'Table of what happened to training machines in the last 30 days',
    });
    new CfnOutput(this, 'InterruptionFunction', {
      value: handling.handler.functionName,
      description: 'Function that handles interruptions of training machines',
    });
    return handling;
  }

  /** What starts a job, and where it reads and writes; `npm run train` asks for these outputs by name. */
  private addJobs({ artifacts }: DataStores): void {
    const document = new JobDocument(this, 'Job');
    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description });
    output('JobDocument', document.ref, 'Systems Manager document that makes a machine work on a job');
    output('JobsBucket', artifacts.bucketName, 'Bucket of code and state of jobs, below jobs/');
    // Not the models bucket: its server takes every folder for a model (ADR 0006).
    output('CheckpointsBucket', artifacts.bucketName, 'Bucket of checkpoints, below checkpoints/');
    output('TrainingLogGroup', trainingLogGroupName(this.stackName), 'Logs of training machines');
  }
}
