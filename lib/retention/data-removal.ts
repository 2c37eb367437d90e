import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * Removal policy of a resource that holds data, for when its stack is deleted or replaces it.
 *
 * Protected data is retained, unless the deploy that creates it fails: the resource is empty then, costs money, and its
 * name would fail the next attempt. A resource with a deletion protection of its own would prevent the rollback.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * (RetainExceptOnCreate, read 2026-11-28)
 */
export function dataRemoval(protectData: boolean): RemovalPolicy {
  return protectData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
