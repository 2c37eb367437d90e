import fc from 'fast-check';
import { createPlatformApp } from '../../lib/app';
import { parseConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { estimate } from '../../lib/cost/estimate';
import { Template } from '../../lib/template/template';
import { validOverlay } from '../config/arbitrary';
import { quietly } from '../setup/quiet';
import type { TemplateJson } from '../template-json';
import { appProps, environmentNames } from '../fast-app';

/** Every accepted configuration passes the compliance rules and the checks of CloudFormation, and has a price. */
export function random(): void {
  test('a configuration that is accepted is synthesized without a finding, and every resource has a price', () => {
    const property = fc.property(
      fc.constantFrom(...environmentNames),
      validOverlay(),
      (environment, overlay) => {
        const loaded = parseConfig(merge(environments[environment], overlay));
        const { assembly, platform, checks } = quietly(() => {
          const created = createPlatformApp(loaded, undefined, appProps());
          // Throws on a finding of any rule, and on a template that CloudFormation would refuse.
          return { ...created, assembly: created.app.synth() };
        });
        for (const stack of platform.stacks) {
          const { found, acknowledged } = checks.count(stack);
          expect(acknowledged).toBe(found);
          const template = assembly.getStackArtifact(stack.artifactId).template as TemplateJson;
          expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
          // Some new instance types have no public price yet, which the synth reports.
          const unpriced = estimate(new Template(template)).unpriced.filter(
            ({ reason }) => !reason.startsWith('instance type '),
          );
          expect(unpriced).toEqual([]);
        }
      },
    );
    fc.assert(property, { numRuns: 6 });
  }, 120_000);
}
