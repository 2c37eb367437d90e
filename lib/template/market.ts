/** Purchase option of an instance. A Capacity Block is paid in advance. */
export type Market = 'on-demand' | 'spot' | 'capacity-block';

/** Splits the size of a group into the numbers of instances by purchase option. */
export type Bought = (size: number) => Readonly<Record<Market, number>>;

/** All instances with one purchase option. */
export function allOn(market: Market): Bought {
  return (size) => ({ 'on-demand': 0, spot: 0, 'capacity-block': 0, [market]: size });
}

/** The first instances on demand, then a percentage of the rest on demand, and the others as Spot instances. */
export function mixed(onDemandBase: number, onDemandPercent: number): Bought {
  return (size) => {
    const base = Math.min(onDemandBase, size);
    const onDemand = base + ((size - base) * onDemandPercent) / 100;
    return { 'on-demand': onDemand, spot: size - onDemand, 'capacity-block': 0 };
  };
}
