import { gcpMachineTypeTable, gcpServicePriceTable } from '../catalog';
import { markdownTable } from '../table/markdown-table';
import { leftColumns, rightColumns } from '../table/table';
import { parseConfig } from '../config';
import { monthlyTotal } from '../cost/cost-item';
import { environments } from '../config/environments';
import { costAtRest, hourlyPrice } from '../cost/google-cost-at-rest';
import { quotasAtLargest } from '../quotas/google-quotas';
import type { GcpConfig } from '../config/schema/gcp';

/** The page docs/gcp-prices.md: machine types, prices, and the cost and quotas of each environment. */
export function gcpPricePage(): string {
  const companions = Object.entries(environments).flatMap(([name, environment]) => {
    const { gcp } = parseConfig(environment).config;
    return gcp ? [{ name, gcp }] : [];
  });
  return [
    '<!-- Generated from lib/catalog and lib/config/environments by `npm run docs`. Change those, not this file. -->',
    '',
    '# Prices and quotas on Google Cloud',
    '',
    '## Machine types',
    '',
    gcpMachineTypeTable(),
    '## Everything else',
    '',
    'US dollars in us-central1. A GB is 2³⁰ bytes.',
    '',
    gcpServicePriceTable(),
    '## Environments at rest',
    '',
    'A month of 730 hours without training: VMs are stopped, pools and fleets have their smallest size, and no schedule runs. Objects, images, traffic, log lines and alerts come on top.',
    '',
    ...companions.flatMap(({ name, gcp }) => [`### ${name}`, '', ...atRest(gcp), '', ...running(gcp), '']),
    '## Quotas',
    '',
    'The amounts that Compute Engine counts when every VM runs and every fleet and pool has its largest size. `GPUS_ALL_REGIONS` is a quota of the project, the others are of the region. Cloud NAT takes `IN_USE_ADDRESSES` of its own.',
    '',
    ...quotas(companions),
    '',
  ].join('\n');
}

function atRest(gcp: GcpConfig): string[] {
  const items = costAtRest(gcp);
  return markdownTable(
    [...leftColumns('What'), ...rightColumns('Number', '$ a month each', '$ a month')],
    [
      ...items.map(({ what, quantity, usdPerMonth }) => [
        what,
        `${quantity}`,
        usdPerMonth.toFixed(2),
        (quantity * usdPerMonth).toFixed(2),
      ]),
      ['**Sum**', '', '', `**${monthlyTotal(items).toFixed(2)}**`],
    ],
  );
}

/** Hourly price of each kind of instance. */
function running(gcp: GcpConfig): string[] {
  const kinds = [
    ...Object.entries(gcp.trainingVms).map(([key, vm]) => [`VM ${key}`, vm] as const),
    ...Object.entries(gcp.fleets).map(([key, fleet]) => [`an instance of fleet ${key}`, fleet] as const),
    ...Object.entries(gcp.cluster?.nodePools ?? {}).map(
      ([key, pool]) => [`a node of pool ${key}`, pool] as const,
    ),
  ];
  const prices = kinds.flatMap(([what, instance]) => {
    const price = hourlyPrice(instance);
    return price === undefined ? [] : [`${what} $${price.toFixed(2)}`];
  });
  return [`An hour of a running instance, without disks: ${prices.join(', ')}.`];
}

function quotas(companions: readonly { readonly name: string; readonly gcp: GcpConfig }[]): string[] {
  const needed = companions.map(({ gcp }) => quotasAtLargest(gcp));
  const names = [...new Set(needed.flatMap((each) => [...each.keys()]))].toSorted();
  return markdownTable(
    [...leftColumns('Quota'), ...rightColumns(...companions.map(({ name }) => name))],
    names.map((quota) => [`\`${quota}\``, ...needed.map((each) => `${each.get(quota) ?? '–'}`)]),
  );
}
