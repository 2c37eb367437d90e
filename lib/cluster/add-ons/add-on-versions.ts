import { CustomResource, Duration, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EKS_ADD_ONS } from '../../catalog/add-ons';
import type { ClusterConfig } from '../../config';
import { PlatformFunction } from '../../function/platform-function';
import { ResourceProvider } from '../../function/resource-provider';

/**
 * Releases of the EKS add-ons, so that they follow the Kubernetes version of the cluster: EKS itself updates none, neither
 * with a new release nor with the cluster. A function asks EKS at a deploy, once for each add-on and Kubernetes version.
 * They are not in the catalog, because EKS builds each release anew from week to week.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html
 */
export class AddOnVersions extends Construct {
  private readonly serviceToken: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly config: Pick<ClusterConfig, 'addOnVersions' | 'version'>,
  ) {
    super(scope, id);
    const handler = new PlatformFunction(this, 'Function', {
      name: 'add-on-version',
      description: 'Finds the release of an EKS add-on for the Kubernetes version of the cluster',
      timeout: Duration.minutes(2),
      variables: {},
      logRetention: logs.RetentionDays.ONE_WEEK,
    });
    handler.role.addToPolicy(
      new iam.PolicyStatement({ actions: ['eks:DescribeAddonVersions'], resources: ['*'] }),
    );
    Validations.of(handler.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'eks:DescribeAddonVersions has no resource to name. It reads a public list.',
    });
    this.serviceToken = new ResourceProvider(this, 'Provider', handler).serviceToken;
  }

  /**
   * The release of an add-on: that of the configuration, or what EKS has for the Kubernetes version.
   *
   * @param name - Name of the add-on in EKS.
   */
  of(name: string): string {
    const pinned = this.config.addOnVersions[name];
    if (pinned !== undefined) return pinned;
    return new CustomResource(this, name, {
      resourceType: 'Custom::AddOnVersion',
      serviceToken: this.serviceToken,
      properties: {
        AddOnName: name,
        KubernetesVersion: this.config.version,
        OldestRelease: EKS_ADD_ONS.get(name)?.oldestRelease,
      },
    }).getAttString('Version');
  }
}
