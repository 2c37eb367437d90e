import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { NetworkConfig } from '../config';

type Service = NetworkConfig['endpoints']['interface'][number];

export interface EndpointsProps {
  readonly vpc: ec2.Vpc;
  /** Range of the VPC. */
  readonly cidr: string;
  /** Services that are reached through an interface endpoint, at a price per zone and hour. */
  readonly services: readonly Service[];
}

/** Keeps traffic to AWS services inside the VPC: a free gateway endpoint for S3, interface endpoints for others. */
export class Endpoints extends Construct {
  constructor(scope: Construct, id: string, { vpc, cidr, services }: EndpointsProps) {
    super(scope, id);
    new ec2.GatewayVpcEndpoint(this, 'S3', { vpc, service: ec2.GatewayVpcEndpointAwsService.S3 });
    if (services.length === 0) return;

    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'HTTPS from the VPC to the interface endpoints',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.HTTPS, 'HTTPS from the VPC');
    for (const service of services) {
      new ec2.InterfaceVpcEndpoint(this, `Service${service.replace(/\W/g, '')}`, {
        vpc,
        service: new ec2.InterfaceVpcEndpointAwsService(service),
        subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [securityGroup],
        // The security group already allows the whole VPC.
        open: false,
      });
    }
  }
}
