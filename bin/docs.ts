import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparisonTable } from '../lib/catalog';
import { configurationReference } from '../lib/config/reference';
import { gcpPricePage } from '../lib/gcp/pages/price-page';

/** `npm run docs`: writes the pages that follow from code. A test holds them against it. */
const pages = {
  'instance-types.md': comparisonTable(),
  'configuration.md': configurationReference(),
  'gcp-prices.md': gcpPricePage(),
};
for (const [name, text] of Object.entries(pages)) writeFileSync(join(__dirname, '..', 'docs', name), text);
