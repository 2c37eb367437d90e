import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { comparisonTable } from '../lib/catalog';
import { parseConfig } from '../lib/config';
import { environments } from '../lib/config/environments';
import { configurationReference } from '../lib/config/reference';
import { gcpPricePage } from '../lib/pages/google-prices';
import { Platform } from '../lib/platform';
import { limitsPage } from '../lib/pages/service-limits';
import { quotaPage, type SynthesizedEnvironment } from '../lib/pages/aws-quotas';
import { scaleFromZeroPage } from '../lib/pages/scale-from-zero';
import { Template, type TemplateJson } from '../lib/template/template';

/** `npm run docs`: generates pages in docs/ from code. A test checks that they are up to date. */
const root = join(__dirname, '..');
const pages = {
  'instance-types.md': comparisonTable(),
  'configuration.md': configurationReference(),
  'gcp-prices.md': gcpPricePage(),
  'limits.md': limitsPage(),
  'scale-from-zero.md': scaleFromZeroPage(),
  'aws-quotas.md': quotaPage(Object.keys(environments).map(synthesize)),
};
for (const [name, text] of Object.entries(pages)) writeFileSync(join(root, 'docs', name), text);

/** The templates of an environment, without compiled functions and compliance rules, which no page needs. */
function synthesize(name: string): SynthesizedEnvironment {
  const { config } = parseConfig(environments[name as keyof typeof environments]);
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: object };
  const outdir = mkdtempSync(join(tmpdir(), 'ml-platform-docs-'));
  try {
    const app = new App({
      outdir,
      autoSynth: false,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
      context: { ...context, 'aws:cdk:disable-asset-staging': true, 'aws:cdk:bundling-stacks': [] },
    });
    new Platform(app, config);
    const templates = app.synth().stacks.map(({ template }) => new Template(template as TemplateJson));
    return { name, region: config.region, templates };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
