import { Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { NetworkConfig } from '../config';

export interface SecurityGroupsProps {
  readonly vpc: ec2.IVpc;
  readonly config: NetworkConfig;
  /** Name of the EKS cluster, for the tag on the group of its nodes. */
  readonly clusterName: string;
}

/** First port of nodes to which the Kubernetes control plane connects. */
const FIRST_UNPRIVILEGED_PORT = 1025;
const LAST_PORT = 65535;

/**
 * The four security groups of the platform, with the rules between them. A rule that refers to a security group of
 * another stack is in that stack.
 *
 * Descriptions must not change: EC2 cannot update them, so CloudFormation would replace the group or the rule.
 */
export class SecurityGroups extends Construct {
  /** GPU training instances. */
  readonly training: ec2.SecurityGroup;
  /** EKS control plane. */
  readonly cluster: ec2.SecurityGroup;
  /** EKS nodes. */
  readonly nodes: ec2.SecurityGroup;
  /** Load balancer of the model services. */
  readonly loadBalancer: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, { vpc, config, clusterName }: SecurityGroupsProps) {
    super(scope, id);
    const group = (
      groupId: string,
      name: string,
      key: keyof NetworkConfig['securityGroupNames'],
      description: string,
    ) => {
      const securityGroup = new ec2.SecurityGroup(this, groupId, {
        vpc,
        description,
        securityGroupName: config.securityGroupNames[key],
        allowAllOutbound: key === 'nodes' || key === 'loadBalancer',
      });
      Tags.of(securityGroup).add('Name', name);
      return securityGroup;
    };
    this.training = group(
      'Training',
      'GPU-Training-SG',
      'training',
      'Security group for GPU training instances',
    );
    this.cluster = group(
      'Cluster',
      'EKS-Cluster-SG',
      'cluster',
      'Security group for EKS cluster control plane',
    );
    this.nodes = group('Nodes', 'EKS-Nodes-SG', 'nodes', 'Security group for EKS worker nodes');
    this.loadBalancer = group(
      'LoadBalancer',
      'ALB-SG',
      'loadBalancer',
      'Security group for Application Load Balancer',
    );
    Tags.of(this.nodes).add(`kubernetes.io/cluster/${clusterName}`, 'owned');

    this.allowTraining(config);
    this.allowKubernetes();
    this.allowLoadBalancer(config);
  }

  private allowTraining({ cidr, trainingPorts }: NetworkConfig): void {
    for (const { port, description } of trainingPorts) {
      this.training.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(port), description);
    }
    this.training.addIngressRule(this.training, ec2.Port.tcp(29500), 'PyTorch DDP');
    // 29500 is only the rendezvous: NCCL and Gloo then choose their own ports, and EFA needs both directions.
    this.training.addIngressRule(
      this.training,
      ec2.Port.allTraffic(),
      'All traffic among training instances',
    );
    this.training.addEgressRule(this.training, ec2.Port.allTraffic(), 'All traffic among training instances');
    // In two halves: CloudFormation treats 0.0.0.0/0 as the default rule of EC2, and removes it if another rule is a separate
    // resource, such as the one above. https://github.com/aws/aws-cdk/issues/987
    for (const half of ['0.0.0.0/1', '128.0.0.0/1']) {
      this.training.addEgressRule(ec2.Peer.ipv4(half), ec2.Port.allTraffic(), 'All outbound');
    }
  }

  private allowKubernetes(): void {
    const fromControlPlane = ec2.Port.tcpRange(FIRST_UNPRIVILEGED_PORT, LAST_PORT);
    this.cluster.addIngressRule(this.nodes, ec2.Port.HTTPS, 'Allow nodes to communicate with cluster API');
    // Users run kubectl on a workstation: the API server of a private cluster is reachable inside the VPC only.
    this.cluster.addIngressRule(this.training, ec2.Port.HTTPS, 'Training instances reach the cluster API');
    this.cluster.addEgressRule(this.nodes, fromControlPlane, 'Cluster to node');
    this.nodes.addIngressRule(this.nodes, ec2.Port.allTraffic(), 'Node to node');
    this.nodes.addIngressRule(this.cluster, fromControlPlane, 'Cluster to node');
  }

  private allowLoadBalancer({ cidr, loadBalancerCidrs }: NetworkConfig): void {
    for (const range of loadBalancerCidrs ?? [cidr]) {
      this.loadBalancer.addIngressRule(ec2.Peer.ipv4(range), ec2.Port.HTTPS, 'HTTPS');
      this.loadBalancer.addIngressRule(ec2.Peer.ipv4(range), ec2.Port.HTTP, 'HTTP');
    }
    if (loadBalancerCidrs?.includes('0.0.0.0/0')) {
      Validations.of(this.loadBalancer).acknowledge({
        id: 'AwsSolutions-EC23',
        reason:
          'Required by the load balancer of a public service: network.loadBalancerCidrs asks for the whole internet on 80 and 443.',
      });
    }
  }
}
