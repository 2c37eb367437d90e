import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparisonTable } from '../lib/catalog';
import { configurationReference } from '../lib/config/reference';

/** `npm run docs`: writes the pages that follow from code. A test holds them against it. */
const pages = { 'instance-types.md': comparisonTable(), 'configuration.md': configurationReference() };
for (const [name, text] of Object.entries(pages)) writeFileSync(join(__dirname, '..', 'docs', name), text);
