import type { AwsAccount } from '../../aws-account';
import { ifFound } from '../if-found';
import type { Properties, Reader } from '../reader';
import { capitalized, lastPart, tagList } from './answer';

const ONLY_ASKED = 'an instruction for the request; the service does not return it';

const cluster: Reader = {
  async read({ physicalId }, { eks }) {
    const found = (await ifFound(eks.describeCluster({ name: physicalId })))?.cluster;
    if (!found) return undefined;
    const enabled = found.logging?.clusterLogging
      ?.filter((each) => each.enabled)
      .flatMap(({ types = [] }) => types);
    return {
      properties: {
        ...capitalized(found),
        Logging: { ClusterLogging: { EnabledTypes: enabled?.map((Type) => ({ Type })) } },
        Tags: tagList(found.tags),
      },
      attributes: {
        Arn: found.arn ?? '',
        Endpoint: found.endpoint ?? '',
        CertificateAuthorityData: found.certificateAuthority?.data ?? '',
        ClusterSecurityGroupId: found.resourcesVpcConfig?.clusterSecurityGroupId ?? '',
        OpenIdConnectIssuerUrl: found.identity?.oidc?.issuer ?? '',
      },
    };
  },
  notModelled: { BootstrapSelfManagedAddons: ONLY_ASKED },
};

const nodegroup: Reader = {
  async read({ physicalId, properties: { ClusterName } }, { eks }) {
    const request = { clusterName: String(ClusterName), nodegroupName: lastPart(physicalId) };
    const found = (await ifFound(eks.describeNodegroup(request)))?.nodegroup;
    return (
      found && {
        properties: capitalized(found),
        attributes: { Arn: found.nodegroupArn ?? '', NodegroupName: found.nodegroupName ?? '' },
      }
    );
  },
  notModelled: { ForceUpdateEnabled: ONLY_ASKED },
};

const addon: Reader = {
  async read({ properties: { ClusterName, AddonName } }, account) {
    const clusterName = String(ClusterName);
    const answer = await ifFound(account.eks.describeAddon({ clusterName, addonName: String(AddonName) }));
    const found = answer?.addon;
    if (!found) return undefined;
    const associations = await Promise.all(
      (found.podIdentityAssociations ?? []).map((arn) => describeAssociation(clusterName, arn, account)),
    );
    return {
      properties: {
        ...capitalized(found),
        PodIdentityAssociations: associations.filter((each) => each !== undefined),
        Tags: tagList(found.tags),
      },
      attributes: { Arn: found.addonArn ?? '' },
    };
  },
  notModelled: { PreserveOnDelete: ONLY_ASKED, ResolveConflicts: ONLY_ASKED },
};

const podIdentityAssociation: Reader = {
  async read({ physicalId, properties: { ClusterName } }, account) {
    const properties = await describeAssociation(String(ClusterName), physicalId, account);
    return properties && { properties };
  },
};

/** @param id - ARN, or a list of ids that ends in that of the association */
async function describeAssociation(
  clusterName: string,
  id: string,
  { eks }: AwsAccount,
): Promise<Properties | undefined> {
  const request = { clusterName, associationId: lastPart(String(id)) };
  const found = (await ifFound(eks.describePodIdentityAssociation(request)))?.association;
  return found && { ...capitalized(found), Tags: tagList(found.tags) };
}

const accessEntry: Reader = {
  async read({ properties: { ClusterName, PrincipalArn } }, { eks }) {
    const request = { clusterName: String(ClusterName), principalArn: String(PrincipalArn) };
    const found = (await ifFound(eks.describeAccessEntry(request)))?.accessEntry;
    if (!found) return undefined;
    const { associatedAccessPolicies = [] } = await eks.listAssociatedAccessPolicies(request);
    return {
      properties: {
        ...capitalized(found),
        AccessPolicies: associatedAccessPolicies.map(capitalized),
        Tags: tagList(found.tags),
      },
      attributes: { AccessEntryArn: found.accessEntryArn ?? '' },
    };
  },
};

/** Readers of EKS. */
export const clusterReaders: Readonly<Record<string, Reader>> = {
  'AWS::EKS::AccessEntry': accessEntry,
  'AWS::EKS::Addon': addon,
  'AWS::EKS::Cluster': cluster,
  'AWS::EKS::Nodegroup': nodegroup,
  'AWS::EKS::PodIdentityAssociation': podIdentityAssociation,
};
