import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * What CloudFormation does with a resource that holds data, when its stack goes or replaces it.
 *
 * Protected data is kept, unless the deploy that creates it fails: it is empty then, costs money, and its name would
 * stand in the way of the next try. A resource with a deletion protection of its own would refuse that.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * (RetainExceptOnCreate, read 2026-11-28)
 */
export function dataRemoval(protectData: boolean): RemovalPolicy {
  return protectData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
