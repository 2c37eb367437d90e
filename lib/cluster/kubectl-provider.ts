import { Stack, Validations } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import { addLogs } from '../function/provider-logs';

/**
 * Gives the functions of CDK that call the API server of the cluster their log groups, and acknowledges the findings on
 * them. Their policies and runtimes come with the version of CDK.
 */
export function completeKubectlProvider(cluster: eks.Cluster): void {
  const provider = cluster.node.findChild('KubectlProvider');
  const handler = provider.node.findChild('Handler');
  const framework = provider.node.findChild('Provider');
  const condition = Stack.of(cluster).getLogicalId(handler.node.findChild('HasEcrPublic') as never);
  addLogs(handler);
  addLogs(framework.node.findChild('framework-onEvent'));
  for (const lambda of [handler, framework]) {
    Validations.of(lambda).acknowledge(
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        reason: 'Required by a Lambda function to write its log; the policy grants nothing else.',
      },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]',
        reason: 'Required by a Lambda function in a VPC, from where it reaches the private API endpoint.',
      },
    );
  }
  Validations.of(handler).acknowledge(
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly]',
      reason: 'Required by Helm to read charts that are stored in Amazon ECR; read-only.',
    },
    {
      id:
        `AwsSolutions-IAM4[Policy::{"Fn::If":["${condition}",{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},` +
        '":iam::aws:policy/AmazonElasticContainerRegistryPublicReadOnly"]]},{"Ref":"AWS::NoValue"}]}]',
      reason: 'Required by Helm to read charts of the public registry of AWS; read-only.',
    },
    {
      id: 'AwsSolutions-L1',
      reason:
        'CDK chooses the newest Python runtime that its handler was tested with; it moves with aws-cdk-lib.',
    },
  );
  Validations.of(framework).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${logicalId(handler)}.Arn>:*]`,
    reason: 'The framework calls one function, in any version.',
  });
}

function logicalId(construct: { node: { defaultChild?: unknown } }): string {
  const resource = construct.node.defaultChild as never;
  return Stack.of(resource).getLogicalId(resource);
}
