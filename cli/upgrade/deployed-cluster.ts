import type { EC2, Subnet } from '@aws-sdk/client-ec2';
import {
  paginateDescribeAddonVersions,
  paginateListAddons,
  paginateListInsights,
  paginateListNodegroups,
  type EKS,
} from '@aws-sdk/client-eks';

/** A managed node group of the cluster. */
export interface DeployedNodes {
  readonly name: string;
  /** Kubernetes version, such as `1.35`. */
  readonly version: string;
  /** `ACTIVE` unless something is under way or wrong. */
  readonly status: string;
}

/** An add-on of EKS that is installed. */
export interface DeployedAddOn {
  readonly name: string;
  readonly release: string;
  /** Releases that EKS has for the Kubernetes version that the cluster shall have. */
  readonly nextReleases: readonly string[];
}

/** A subnet in which the control plane has its network interfaces. */
export interface ClusterSubnet {
  readonly id: string;
  readonly zone: string;
  readonly freeAddresses: number;
}

/** What EKS has found in the cluster about its upgrade, such as a call of an API that the next version lacks. */
export interface Finding {
  readonly name: string;
  /** `PASSING`, `WARNING`, `ERROR` or `UNKNOWN`. */
  readonly status: string;
  readonly reason: string;
}

/** A cluster as it is in the account. */
export interface DeployedCluster {
  readonly name: string;
  readonly account: string;
  readonly version: string;
  readonly status: string;
  readonly nodes: readonly DeployedNodes[];
  readonly addOns: readonly DeployedAddOn[];
  readonly subnets: readonly ClusterSubnet[];
  readonly findings: readonly Finding[];
}

/**
 * Reads what decides whether a cluster can be upgraded.
 *
 * @param nextVersion - Kubernetes version that the cluster shall have.
 * @throws ResourceNotFoundException of EKS if there is no such cluster, or another error of the SDK.
 */
export async function readCluster(
  { ec2, eks }: { readonly ec2: EC2; readonly eks: EKS },
  name: string,
  nextVersion: string,
): Promise<DeployedCluster> {
  const { cluster } = await eks.describeCluster({ name });
  const [nodes, addOns, subnets, findings] = await Promise.all([
    readNodes(eks, name),
    readAddOns(eks, name, nextVersion),
    readSubnets(ec2, cluster?.resourcesVpcConfig?.subnetIds ?? []),
    readFindings(eks, name),
  ]);
  return {
    name,
    account: cluster?.arn?.split(':')[4] ?? 'unknown',
    version: cluster?.version ?? '',
    status: cluster?.status ?? 'unknown',
    nodes,
    addOns,
    subnets,
    findings,
  };
}

async function readNodes(client: EKS, clusterName: string): Promise<DeployedNodes[]> {
  const names = await collect(
    paginateListNodegroups({ client }, { clusterName }),
    ({ nodegroups }) => nodegroups,
  );
  return Promise.all(
    names.map(async (nodegroupName) => {
      const { nodegroup } = await client.describeNodegroup({ clusterName, nodegroupName });
      const { status = 'unknown', version = '' } = nodegroup ?? {};
      return { name: nodegroupName, version, status };
    }),
  );
}

async function readAddOns(client: EKS, clusterName: string, version: string): Promise<DeployedAddOn[]> {
  const names = await collect(paginateListAddons({ client }, { clusterName }), ({ addons }) => addons);
  return Promise.all(
    names.map(async (addonName) => {
      const { addon } = await client.describeAddon({ clusterName, addonName });
      const infos = await collect(
        paginateDescribeAddonVersions({ client }, { addonName, kubernetesVersion: version }),
        ({ addons = [] }) => addons.flatMap(({ addonVersions = [] }) => addonVersions),
      );
      const nextReleases = infos.flatMap(({ addonVersion, compatibilities = [] }) =>
        addonVersion && compatibilities.some(({ clusterVersion }) => clusterVersion === version)
          ? [addonVersion]
          : [],
      );
      return { name: addonName, release: addon?.addonVersion ?? '', nextReleases };
    }),
  );
}

async function readSubnets(client: EC2, SubnetIds: string[]): Promise<ClusterSubnet[]> {
  if (SubnetIds.length === 0) return [];
  const { Subnets = [] } = await client.describeSubnets({ SubnetIds });
  return Subnets.map((subnet: Subnet) => ({
    id: subnet.SubnetId ?? '',
    zone: subnet.AvailabilityZone ?? '',
    freeAddresses: subnet.AvailableIpAddressCount ?? 0,
  }));
}

async function readFindings(client: EKS, clusterName: string): Promise<Finding[]> {
  const found = await collect(
    paginateListInsights({ client }, { clusterName, filter: { categories: ['UPGRADE_READINESS'] } }),
    ({ insights }) => insights,
  );
  return found.map(({ insightStatus, name = '' }) => ({
    name,
    status: insightStatus?.status ?? 'UNKNOWN',
    reason: insightStatus?.reason ?? '',
  }));
}

async function collect<Page, Member>(
  pages: AsyncIterable<Page>,
  members: (page: Page) => readonly Member[] | undefined,
): Promise<Member[]> {
  const all: Member[] = [];
  for await (const page of pages) all.push(...(members(page) ?? []));
  return all;
}
