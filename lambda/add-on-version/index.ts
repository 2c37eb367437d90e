import { EKSClient, paginateDescribeAddonVersions } from '@aws-sdk/client-eks';
import type { CdkCustomResourceEvent, CdkCustomResourceResponse } from 'aws-lambda';
import { compareReleases } from '../../lib/contract/release-order';

const eks = new EKSClient({});

interface Wanted {
  readonly AddOnName: string;
  readonly KubernetesVersion: string;
  /** Such as `v1.6.0`. Default: any release. */
  readonly OldestRelease?: string;
}

/**
 * Invoked by the provider framework of the CDK. Finds the release of an EKS add-on for a Kubernetes version: the default
 * of EKS, or the newest if the default is older than the oldest release whose settings the platform writes.
 */
export async function handler(event: CdkCustomResourceEvent): Promise<CdkCustomResourceResponse> {
  const wanted = event.ResourceProperties as unknown as Wanted;
  const PhysicalResourceId = wanted.AddOnName;
  if (event.RequestType === 'Delete') return { PhysicalResourceId };
  return { PhysicalResourceId, Data: { Version: await release(wanted) } };
}

async function release({ AddOnName, KubernetesVersion, OldestRelease = 'v0.0.0' }: Wanted): Promise<string> {
  const found: { version: string; isDefault: boolean }[] = [];
  const pages = paginateDescribeAddonVersions(
    { client: eks },
    { addonName: AddOnName, kubernetesVersion: KubernetesVersion },
  );
  for await (const { addons = [] } of pages) {
    for (const { addonVersion, compatibilities = [] } of addons.flatMap(
      ({ addonVersions = [] }) => addonVersions,
    )) {
      const fits = compatibilities.filter(({ clusterVersion }) => clusterVersion === KubernetesVersion);
      if (addonVersion === undefined || fits.length === 0) continue;
      found.push({ version: addonVersion, isDefault: fits.some(({ defaultVersion }) => defaultVersion) });
    }
  }
  const [newest] = found.toSorted((one, other) => compareReleases(other.version, one.version));
  const chosen =
    found.find(({ isDefault, version }) => isDefault && compareReleases(version, OldestRelease) >= 0) ??
    newest;
  if (chosen && compareReleases(chosen.version, OldestRelease) >= 0) return chosen.version;
  const newestIs = newest ? `; the newest is ${newest.version}` : '';
  throw new Error(
    `EKS has no release of ${AddOnName} for Kubernetes ${KubernetesVersion} from ${OldestRelease} on${newestIs}. Switch the add-on off, or use another Kubernetes version.`,
  );
}
