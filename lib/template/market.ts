/** How EC2 sells an instance. A Capacity Block is paid in advance. */
export type Market = 'on-demand' | 'spot' | 'capacity-block';

/** Number of instances bought on each market, of a group of so many. */
export type Bought = (size: number) => Readonly<Record<Market, number>>;

/** All instances on one market. */
export function allOn(market: Market): Bought {
  return (size) => ({ 'on-demand': 0, spot: 0, 'capacity-block': 0, [market]: size });
}

/** The first instances on demand, of those beyond them a share in percent, and the others on the Spot market. */
export function mixed(onDemandBase: number, onDemandPercent: number): Bought {
  return (size) => {
    const base = Math.min(onDemandBase, size);
    const onDemand = base + ((size - base) * onDemandPercent) / 100;
    return { 'on-demand': onDemand, spot: size - onDemand, 'capacity-block': 0 };
  };
}
