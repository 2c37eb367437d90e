import { findGcpMachineType, gcpPrices, HOURS_PER_MONTH } from '../catalog';
import type { CostItem } from './cost-item';
import type { GcpConfig, GpuConfig } from '../config/schema/gcp';

/** Properties of an instance that determine its price. */
interface Instance {
  readonly machineType: string;
  readonly gpu?: GpuConfig | undefined;
  readonly spot: boolean;
}

/**
 * Monthly cost of the companion without training: VMs are stopped, pools and fleets are at their minimum size, and no
 * schedule runs.
 *
 * Usage (objects, images, traffic, log lines) is not included. Prices are those of us-central1.
 */
export function costAtRest(gcp: GcpConfig): CostItem[] {
  const pools = Object.entries(gcp.cluster?.nodePools ?? {});
  const fleets = Object.entries(gcp.fleets);
  return [
    ...clusterCost(gcp),
    ...pools.flatMap(([key, pool]) => [
      instances(`node of pool ${key}`, pool, pool.min),
      disk(`disk of a node of pool ${key}`, pool.diskGb, pool.diskType, pool.min),
    ]),
    ...fleets.flatMap(([key, fleet]) => [
      instances(`instance of fleet ${key}`, fleet, fleet.min),
      disk(`disk of an instance of fleet ${key}`, fleet.bootDiskGb, fleet.bootDiskType, fleet.min),
    ]),
    ...Object.entries(gcp.trainingVms).flatMap(([key, { bootDiskGb, bootDiskType, dataDisk }]) => [
      disk(`boot disk of VM ${key}`, bootDiskGb, bootDiskType, 1),
      ...(dataDisk ? [disk(`data disk of VM ${key}`, dataDisk.sizeGb, dataDisk.type, 1)] : []),
    ]),
    ...natCost(sum([...pools.map(([, { min }]) => min), ...fleets.map(([, { min }]) => min)])),
    {
      what: 'version of a key',
      // One key for the buckets, one for the disks, and one for the cluster if there is one.
      quantity: gcp.encryption.customerManaged ? (gcp.cluster ? 3 : 2) : 0,
      usdPerMonth: gcpPrices.key.usd.versionMonth,
    },
  ].filter(({ quantity }) => quantity > 0);
}

/** Hourly price of a running instance without its disks, in US dollars; undefined for a type that the catalog lacks. */
export function hourlyPrice({ machineType, gpu, spot }: Instance): number | undefined {
  const type = findGcpMachineType(machineType, gpu?.acceleratorType);
  return spot ? type?.spotUsdPerHour : type?.usdPerHour;
}

/** The credit of the free tier covers the fee of a zonal cluster. */
function clusterCost({ cluster }: GcpConfig): CostItem[] {
  if (!cluster) return [];
  const fee = gcpPrices.cluster.usd.clusterHour * HOURS_PER_MONTH;
  return [
    { what: cluster.regional ? 'regional cluster' : 'zonal cluster', quantity: 1, usdPerMonth: fee },
    ...(cluster.regional
      ? []
      : [
          {
            what: 'credit of the free tier of GKE',
            quantity: 1,
            usdPerMonth: -Math.min(fee, gcpPrices.cluster.usd.freeTierMonth),
          },
        ]),
  ];
}

function natCost(instanceCount: number): CostItem[] {
  const { machineHour, gatewayHourAtMost, addressHour } = gcpPrices.nat.usd;
  const hourlyGateway = Math.min(instanceCount * machineHour, gatewayHourAtMost);
  return [
    {
      what: 'NAT gateway with an address',
      quantity: instanceCount > 0 ? 1 : 0,
      usdPerMonth: (hourlyGateway + addressHour) * HOURS_PER_MONTH,
    },
  ];
}

function instances(what: string, instance: Instance, quantity: number): CostItem {
  const capacity = instance.spot ? 'spot' : 'on demand';
  return {
    what: `${what}, ${instance.machineType} ${capacity}`,
    quantity,
    usdPerMonth: (hourlyPrice(instance) ?? 0) * HOURS_PER_MONTH,
  };
}

function disk(what: string, sizeGb: number, type: 'pd-ssd' | 'pd-balanced', quantity: number): CostItem {
  const { ssdGbMonth, balancedGbMonth } = gcpPrices.disk.usd;
  return {
    what: `${what}, ${sizeGb} GB ${type}`,
    quantity,
    usdPerMonth: sizeGb * (type === 'pd-ssd' ? ssdGbMonth : balancedGbMonth),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
