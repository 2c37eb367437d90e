import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { findInstanceType, HOURS_PER_MONTH, volumePrices } from '../catalog';
import type { VolumeConfig } from '../config';

/** One line of a stack's monthly estimate. What is paid by use (requests, gigabytes, log lines) is not in it. */
export interface CostItem {
  /** What is paid for, for example `NAT gateway`. */
  readonly what: string;
  /** How many of them, on average over the month. */
  readonly quantity: number;
  /** List price of one for a whole month, in US dollars. */
  readonly usdPerMonth: number;
}

const itemsByStack = new WeakMap<Stack, CostItem[]>();

/** Adds a line to the estimate of the stack that the construct is in. Call it where the resource is made. */
export function addCost(scope: Construct, what: string, quantity: number, usdPerMonth: number): void {
  const stack = Stack.of(scope);
  itemsByStack.set(stack, [...costItems(stack), { what, quantity, usdPerMonth }]);
}

/**
 * Adds machines to the estimate, at the on-demand price: an upper bound for spot machines.
 *
 * @param quantity - Machines that run on average.
 * @param spotMaxPriceUsd - Spot price limit in US dollars an hour, which bounds the price when it is lower.
 */
export function addMachineCost(
  scope: Construct,
  instanceType: string,
  quantity: number,
  spotMaxPriceUsd = Infinity,
): void {
  const type = findInstanceType(instanceType);
  if (!type || quantity === 0) return;
  addCost(
    scope,
    `${instanceType} machine`,
    quantity,
    Math.min(type.usdPerHour, spotMaxPriceUsd) * HOURS_PER_MONTH,
  );
}

/** Adds gp3 volumes to the estimate, with what they have beyond the free 3000 operations and 125 MiB/s. */
export function addVolumeCost(scope: Construct, volume: VolumeConfig, quantity = 1): void {
  if (quantity === 0) return;
  const { gp3GbMonth, gp3IopsMonth, gp3MbPerSecondMonth } = volumePrices.usd;
  const usdPerMonth =
    volume.sizeGiB * gp3GbMonth +
    (volume.iops - 3000) * gp3IopsMonth +
    (volume.throughputMiBps - 125) * gp3MbPerSecondMonth;
  addCost(scope, `gp3 volume of ${volume.sizeGiB} GiB`, quantity, usdPerMonth);
}

/** The lines of a stack's estimate, in the order they were added. */
export function costItems(stack: Stack): readonly CostItem[] {
  return itemsByStack.get(stack) ?? [];
}

/** The monthly estimate of a stack, in US dollars. */
export function monthlyCost(stack: Stack): number {
  return costItems(stack).reduce((total, { quantity, usdPerMonth }) => total + quantity * usdPerMonth, 0);
}
