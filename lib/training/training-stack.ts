import { CfnResource, CfnWaitConditionHandle, Stack, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { TrainingConfig } from '../config';
import type { DataStores } from '../identity/data-access';
import { GpuFleet } from './gpu-fleet';
import { Workstation } from './workstation';

export interface TrainingStackProps extends StackProps {
  readonly config: TrainingConfig;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly stores: DataStores;
  /** Whether the data volumes of workstations outlive the stack. */
  readonly protectData: boolean;
}

/** GPU machines outside Kubernetes: workstations for people, fleets for distributed jobs. */
export class TrainingStack extends Stack {
  readonly workstations: Readonly<Record<string, Workstation>>;
  readonly fleets: Readonly<Record<string, GpuFleet>>;

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
    if (this.node.findAll().every((construct) => !CfnResource.isCfnResource(construct))) {
      // CloudFormation takes no template without a resource; without the stack the last machines would run on.
      new CfnWaitConditionHandle(this, 'NoMachines');
    }
  }
}
