import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { NetworkConfig } from '../config';
import { dataRemoval } from '../retention/data-removal';

export interface FlowLogsProps {
  readonly vpc: ec2.IVpc;
  readonly config: NetworkConfig['flowLogs'];
  /** Prefix of the Name tags. */
  readonly name: string;
  /** Whether the log group outlives the stack. */
  readonly protectData: boolean;
}

/** Records every connection of the VPC, accepted or refused, in a CloudWatch log group. */
export class FlowLogs extends Construct {
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName: props.config.logGroupName,
      retention: props.config.retentionDays,
      removalPolicy: dataRemoval(props.protectData),
    });
    Tags.of(this.logGroup).add('Name', `${props.name}-VPC-Logs`);
    const role = new iam.Role(this, 'Role', {
      roleName: props.config.roleName,
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com'),
      description: 'Lets VPC flow logs write to their log group',
    });
    const flowLog = new ec2.FlowLog(this, 'FlowLog', {
      resourceType: ec2.FlowLogResourceType.fromVpc(props.vpc),
      trafficType: ec2.FlowLogTrafficType.ALL,
      destination: ec2.FlowLogDestination.toCloudWatchLogs(this.logGroup, role),
    });
    Tags.of(flowLog).add('Name', `${props.name}-VPC-Flow-Logs`);
  }
}
