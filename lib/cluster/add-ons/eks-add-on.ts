import { CfnAddon } from 'aws-cdk-lib/aws-eks';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AddOnVersions } from './add-on-versions';

export interface EksAddOnProps {
  readonly cluster: eks.Cluster;
  /** Releases of the add-ons. */
  readonly versions: AddOnVersions;
  /** Name of the add-on in EKS. */
  readonly name: string;
  /** Settings of the add-on. */
  readonly configuration?: object;
  /** Service account of the add-on, and its role. */
  readonly identity?: { readonly serviceAccount: string; readonly role: iam.IRole };
  /**
   * Whether the software stays in the cluster when the add-on is removed, without updates.
   * @default false
   */
  readonly preserveOnDelete?: boolean;
}

/**
 * An add-on that EKS installs, from a registry of AWS in the region. Its construct id is its name.
 */
export function eksAddOn(scope: Construct, props: EksAddOnProps): CfnAddon {
  const { cluster, configuration, identity, name, preserveOnDelete, versions } = props;
  const addOn = new CfnAddon(scope, name, {
    addonName: name,
    addonVersion: versions.of(name),
    clusterName: cluster.clusterName,
    // The settings here overwrite manual changes.
    resolveConflicts: 'OVERWRITE',
    preserveOnDelete,
    configurationValues: configuration && JSON.stringify(configuration),
    podIdentityAssociations: identity && [
      { serviceAccount: identity.serviceAccount, roleArn: identity.role.roleArn },
    ],
  });
  // With the rights of the role, so that the add-on has them from its first to its last moment.
  if (identity) addOn.node.addDependency(identity.role);
  return addOn;
}
