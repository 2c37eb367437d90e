import { Stack, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PlatformConfig } from '../config';
import { mirroredImage } from '../config/registries';

/** Image of a private registry of Amazon ECR: account, region, repository, and tag or digest. */
const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9._/-]+)[:@](.+)$/;

/**
 * The images of the containers of a task, at their mirrors. For an image in Amazon ECR, such as an AWS Deep Learning
 * Container, the execution role may pull it; other registries must be public.
 */
export class TaskImages {
  private readonly inEcr: string[] = [];
  /** Repositories of mirrors, which may be pull-through caches. */
  private readonly mirrors: string[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly task: ecs.TaskDefinition,
    private readonly registries: PlatformConfig['registries'],
  ) {}

  /** A container image by its name in the configuration. */
  image(original: string): ecs.ContainerImage {
    const name = mirroredImage(original, this.registries);
    const [, account, region, repositoryName, tagOrDigest] = ECR_IMAGE.exec(name) ?? [];
    if (!repositoryName) return ecs.ContainerImage.fromRegistry(name);
    const repositoryArn = `arn:${Stack.of(this.scope).partition}:ecr:${region}:${account}:repository/${repositoryName}`;
    // The first one has the id that it had when a task had one image.
    const scope =
      this.inEcr.length === 0 ? this.scope : new Construct(this.scope, `Image${this.inEcr.length}`);
    this.inEcr.push(repositoryArn);
    if (name !== original) this.mirrors.push(repositoryArn);
    const repository = ecr.Repository.fromRepositoryAttributes(scope, 'Repository', {
      repositoryArn,
      repositoryName,
    });
    return ecs.ContainerImage.fromEcrRepository(repository, tagOrDigest);
  }

  /**
   * Adds the rights of the execution role that pulling from a mirror needs: a pull-through cache without the image imports
   * it. Once, after all images.
   *
   * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html, 2026-11
   */
  allowPulls(): void {
    if (this.mirrors.length > 0) {
      this.task.addToExecutionRolePolicy(
        new iam.PolicyStatement({
          sid: 'ImportThroughCache',
          actions: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
          resources: this.mirrors,
        }),
      );
    }
    if (this.inEcr.length === 0) return;
    Validations.of(this.task).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'ecr:GetAuthorizationToken has no resource to name; pulling is allowed from the repositories of the task only.',
    });
  }
}
