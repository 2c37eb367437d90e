import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { Budgets } from '@aws-sdk/client-budgets';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECS } from '@aws-sdk/client-ecs';
import { EKS } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';

/** Clients of the AWS services that the platform uses, for one account and region. */
export class AwsAccount {
  readonly applicationAutoScaling;
  readonly autoScaling;
  readonly budgets;
  readonly cloudFormation;
  readonly cloudWatch;
  readonly logs;
  readonly dynamoDb;
  readonly ec2;
  readonly ecs;
  readonly eks;
  readonly loadBalancing;
  readonly events;
  readonly iam;
  readonly kms;
  readonly lambda;
  readonly s3;
  readonly sns;
  readonly sqs;
  readonly ssm;

  /** @param endpoint - URL of an emulated account. */
  constructor(
    readonly endpoint: string,
    readonly region: string,
    readonly id = '000000000000',
  ) {
    const settings = {
      endpoint,
      region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 5,
    };
    this.applicationAutoScaling = new ApplicationAutoScaling(settings);
    this.autoScaling = new AutoScaling(settings);
    this.budgets = new Budgets(settings);
    this.cloudFormation = new CloudFormation(settings);
    this.cloudWatch = new CloudWatch(settings);
    this.logs = new CloudWatchLogs(settings);
    this.dynamoDb = new DynamoDB(settings);
    this.ec2 = new EC2(settings);
    this.ecs = new ECS(settings);
    this.eks = new EKS(settings);
    this.loadBalancing = new ElasticLoadBalancingV2(settings);
    this.events = new EventBridge(settings);
    this.iam = new IAM(settings);
    this.kms = new KMS(settings);
    this.lambda = new Lambda(settings);
    this.s3 = new S3({ ...settings, forcePathStyle: true });
    this.sns = new SNS(settings);
    this.sqs = new SQS(settings);
    this.ssm = new SSM(settings);
  }
}
