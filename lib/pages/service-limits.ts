import { serviceLimits, type ServiceLimit } from '../catalog';
import { markdownTable } from '../table/markdown-table';
import { leftColumns, rightColumns } from '../table/table';

/** The page docs/limits.md: the limits of services that settings can reach, each with its source. */
export function limitsPage(): string {
  const limits: readonly ServiceLimit[] = Object.values(serviceLimits);
  return [
    '<!-- Generated from lib/catalog/service-limits.ts by `npm run docs`. Change that, not this file. -->',
    '',
    '# Limits of services',
    '',
    'What a service refuses is refused before anything is deployed. Beyond a fixed limit there is an error; beyond a quota, which AWS raises on request, there is a warning, and the value is that of a new account.',
    '',
    'Sizes of machine images bound the root volumes, too; they are in [machine-images.ts](../lib/catalog/machine-images.ts). The quotas that the size of an environment needs are in [aws-quotas.md](aws-quotas.md).',
    '',
    ...markdownTable(
      [
        ...leftColumns('Service', 'Limit'),
        ...rightColumns('Value'),
        ...leftColumns('Kind', 'Settings', 'Source', 'Checked'),
      ],
      limits.map((limit) => [
        limit.service,
        limit.what,
        `${limit.bound === 'least' ? 'at least ' : ''}${limit.value.toLocaleString('en-US')}`,
        limit.quota ? `quota \`${limit.quota.service}\` \`${limit.quota.code}\`` : 'fixed',
        settingsCell(limit),
        sourceCell(limit),
        limit.checked,
      ]),
    ),
    '',
  ].join('\n');
}

function settingsCell({ settings }: ServiceLimit): string {
  return settings.map((path) => (path === '*' ? 'entries of all maps' : `\`${path}\``)).join(', ');
}

function sourceCell({ source }: ServiceLimit): string {
  return `[${source
    .split('/')
    .at(-1)!
    .replace(/\.html$/, '')}](${source})`;
}
