import { findGcpMachineType, gcpPrices, HOURS_PER_MONTH } from '../../catalog';
import type { CostItem } from '../../cost/cost-item';
import type { GcpConfig, GpuConfig } from '../../config/schema/gcp';

/** What machines of every kind have in common. */
interface Machine {
  readonly machineType: string;
  readonly gpu?: GpuConfig | undefined;
  readonly spot: boolean;
}

/**
 * What the companion costs a month while nothing trains, by what is paid for: VMs stopped, pools and fleets at
 * their smallest size, no schedule at work.
 *
 * What is paid by use (objects, images, traffic, log lines) is not in it. Prices are those of us-central1.
 */
export function costAtRest(gcp: GcpConfig): CostItem[] {
  const pools = Object.entries(gcp.cluster?.nodePools ?? {});
  const fleets = Object.entries(gcp.fleets);
  return [
    ...clusterCost(gcp),
    ...pools.flatMap(([key, pool]) => [
      machines(`node of pool ${key}`, pool, pool.min),
      disk(`disk of a node of pool ${key}`, pool.diskGb, pool.diskType, pool.min),
    ]),
    ...fleets.flatMap(([key, fleet]) => [
      machines(`machine of fleet ${key}`, fleet, fleet.min),
      disk(`disk of a machine of fleet ${key}`, fleet.bootDiskGb, fleet.bootDiskType, fleet.min),
    ]),
    ...Object.entries(gcp.trainingVms).flatMap(([key, { bootDiskGb, bootDiskType, dataDisk }]) => [
      disk(`boot disk of VM ${key}`, bootDiskGb, bootDiskType, 1),
      ...(dataDisk ? [disk(`data disk of VM ${key}`, dataDisk.sizeGb, dataDisk.type, 1)] : []),
    ]),
    ...natCost(sum([...pools.map(([, { min }]) => min), ...fleets.map(([, { min }]) => min)])),
    {
      what: 'version of a key',
      // Of the buckets, of the disks, and of the cluster if there is one.
      quantity: gcp.encryption.customerManaged ? (gcp.cluster ? 3 : 2) : 0,
      usdPerMonth: gcpPrices.key.usd.versionMonth,
    },
  ].filter(({ quantity }) => quantity > 0);
}

/** Price of one running machine, in US dollars an hour, without its disks; nothing for a type that the catalog does not have. */
export function hourlyPrice({ machineType, gpu, spot }: Machine): number | undefined {
  const type = findGcpMachineType(machineType, gpu?.acceleratorType);
  return spot ? type?.spotUsdPerHour : type?.usdPerHour;
}

/** A zonal cluster is the one that the free tier pays for: its fee is less than the credit. */
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

function natCost(machineCount: number): CostItem[] {
  const { machineHour, gatewayHourAtMost, addressHour } = gcpPrices.nat.usd;
  const hourlyGateway = Math.min(machineCount * machineHour, gatewayHourAtMost);
  return [
    {
      what: 'NAT gateway with an address',
      quantity: machineCount > 0 ? 1 : 0,
      usdPerMonth: (hourlyGateway + addressHour) * HOURS_PER_MONTH,
    },
  ];
}

function machines(what: string, machine: Machine, quantity: number): CostItem {
  const capacity = machine.spot ? 'spot' : 'on demand';
  return {
    what: `${what}, ${machine.machineType} ${capacity}`,
    quantity,
    usdPerMonth: (hourlyPrice(machine) ?? 0) * HOURS_PER_MONTH,
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
