import { controlPlane } from './cluster';
import { ecsService, parameter, table } from './free-options';
import { instances, nodes, warmPool } from './instances';
import { key } from './key';
import { loadBalancer } from './load-balancer';
import { alarm, dashboard } from './monitoring';
import { elasticIp, natGateway, vpcEndpoint } from './network';
import type { Pricer } from './pricer';
import { volume } from './volume';

/** Pricers by CloudFormation type. */
export const pricers: Readonly<Record<string, Pricer>> = {
  'AWS::AutoScaling::AutoScalingGroup': instances,
  'AWS::AutoScaling::WarmPool': warmPool,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::Dashboard': dashboard,
  'AWS::DynamoDB::Table': table,
  'AWS::EC2::EIP': elasticIp,
  'AWS::EC2::Instance': instances,
  'AWS::EC2::NatGateway': natGateway,
  'AWS::EC2::VPCEndpoint': vpcEndpoint,
  'AWS::EC2::Volume': volume,
  'AWS::ECS::Service': ecsService,
  'AWS::EKS::Cluster': controlPlane,
  'AWS::EKS::Nodegroup': nodes,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::KMS::Key': key,
  'AWS::SSM::Parameter': parameter,
};
