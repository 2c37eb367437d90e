import fc from 'fast-check';
import { createPlatformApp } from '../../lib/app';
import { parseConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { validOverlay } from '../config/arbitrary';
import { quietly } from '../setup/quiet';
import { appProps, environmentNames } from '../synthesized';

/** What the configuration accepts, all rules and CloudFormation's own checks accept. */
export function random(): void {
  test('a configuration that is accepted is also synthesized, without a finding', () => {
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
          const { Resources } = assembly.getStackArtifact(stack.artifactId).template as { Resources: object };
          expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
        }
      },
    );
    fc.assert(property, { numRuns: 6 });
  }, 120_000);
}
