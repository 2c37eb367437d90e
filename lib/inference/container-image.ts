import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Image of a private registry of Amazon ECR: account, region, repository, and tag or digest. */
const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9._/-]+)[:@](.+)$/;

/**
 * A container image by name. For an image in Amazon ECR, such as an AWS Deep Learning Container, the execution role
 * gets the permission to pull it; other registries must be public.
 */
export function containerImage(scope: Construct, name: string): ecs.ContainerImage {
  const [, , , repositoryName, tagOrDigest] = ECR_IMAGE.exec(name) ?? [];
  if (!repositoryName) return ecs.ContainerImage.fromRegistry(name);
  const repository = ecr.Repository.fromRepositoryAttributes(scope, 'Repository', {
    repositoryArn: repositoryArn(scope, name),
    repositoryName,
  });
  return ecs.ContainerImage.fromEcrRepository(repository, tagOrDigest);
}

/** Whether the execution role needs permissions to pull the image. */
export function isInEcr(name: string): boolean {
  return ECR_IMAGE.test(name);
}

/**
 * Lets the role that pulls an image of a mirror in Amazon ECR import it, if the mirror is a pull-through cache
 * without the image.
 *
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html, 2026-11
 */
export function allowFirstPull(scope: Construct, taskDefinition: ecs.TaskDefinition, name: string): void {
  taskDefinition.addToExecutionRolePolicy(
    new iam.PolicyStatement({
      sid: 'ImportThroughCache',
      actions: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
      resources: [repositoryArn(scope, name)],
    }),
  );
}

function repositoryArn(scope: Construct, name: string): string {
  const [, account, region, repositoryName] = ECR_IMAGE.exec(name) ?? [];
  return `arn:${Stack.of(scope).partition}:ecr:${region}:${account}:repository/${repositoryName}`;
}
