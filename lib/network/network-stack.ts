import { Tags, type CfnElement, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { addProviderLogs } from '../function/provider-logs';
import type { NetworkConfig } from '../config';
import { Endpoints } from './endpoints';
import { FixedIpAddresses } from './fixed-ip-addresses';
import { FlowLogs } from './flow-logs';
import { natProvider } from './nat';
import { SecurityGroups } from './security-groups';
import { subnetPartId } from './subnet-ids';
import { nameSubnets } from './subnet-tags';
import { PlatformStack } from '../references/platform-stack';

export interface NetworkStackProps extends StackProps {
  readonly config: NetworkConfig;
  /** Name of the EKS cluster, for the tags with which Kubernetes discovers its subnets. */
  readonly clusterName: string;
  /**
   * Key that encrypts the volume of a NAT instance.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** Whether the flow logs outlive the stack. */
  readonly protectData: boolean;
}

/** The VPC with NAT, endpoints and flow logs, and the security groups of the other stacks. */
export class NetworkStack extends PlatformStack {
  readonly vpc: ec2.Vpc;
  readonly securityGroups: SecurityGroups;

  private readonly zones: string[];

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { config, clusterName } = props;
    this.zones = config.zones.map(({ name }) => name);

    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: new FixedIpAddresses(config),
      availabilityZones: this.zones,
      natGateways: config.nat === 'instance' ? 1 : config.zones.length,
      natGatewayProvider: natProvider(config, props.volumeKeyArn),
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: true },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      ],
    });
    Tags.of(this.vpc).add(`kubernetes.io/cluster/${clusterName}`, 'shared', {
      includeResourceTypes: ['AWS::EC2::VPC', 'AWS::EC2::Subnet'],
    });
    nameSubnets(this.vpc, config);
    // The VPC construct uses a function to remove the rules of the default security group.
    addProviderLogs(this, 'Custom::VpcRestrictDefaultSG');

    new FlowLogs(this, 'FlowLogs', {
      vpc: this.vpc,
      config: config.flowLogs,
      name: config.name,
      protectData: props.protectData,
    });
    new Endpoints(this, 'Endpoints', {
      vpc: this.vpc,
      cidr: config.cidr,
      services: config.endpoints.interface,
    });
    this.securityGroups = new SecurityGroups(this, 'SecurityGroups', { vpc: this.vpc, config, clusterName });
  }

  /** The configured zones. In a known account CDK would look up those of the account, for which a synth has no right. */
  override get availabilityZones(): string[] {
    return this.zones;
  }

  protected override allocateLogicalId(element: CfnElement): string {
    return subnetPartId(element, this.region) ?? super.allocateLogicalId(element);
  }
}
