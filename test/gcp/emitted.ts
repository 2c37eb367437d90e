import { App } from 'aws-cdk-lib';
import { parseConfig, type PlatformConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { GcpCompanion } from '../../lib/gcp/companion';
import type { EnvironmentName } from '../synthesized';

type Body = Record<string, any>;

/** The Terraform document of a configuration, and ways to look into it. */
export interface Emitted {
  /** The text of `main.tf.json`. */
  readonly text: string;
  readonly output: Record<string, { readonly value: unknown }>;
  readonly document: Body;
  /** The resources of a type by their name; none when there is none. */
  readonly resources: (type: string) => Record<string, Body>;
  /** The only resource of a type. */
  readonly only: (type: string) => Body;
}

/** The configuration of an environment with other settings of the companion. */
export function gcpConfig(environment: EnvironmentName, gcp: object = {}, aws: object = {}): PlatformConfig {
  return parseConfig(merge(environments[environment], { ...aws, gcp })).config;
}

/** The document of an environment with other settings of the companion. */
export function emitted(environment: EnvironmentName, gcp: object = {}, aws: object = {}): Emitted {
  const { configuration: text } = new GcpCompanion(new App(), 'Gcp', {
    config: gcpConfig(environment, gcp, aws),
  });
  const document = JSON.parse(text) as Body;
  const resources = (type: string) => (document['resource']?.[type] ?? {}) as Record<string, Body>;
  return {
    text,
    document,
    output: document['output'],
    resources,
    only: (type) => {
      const found = Object.values(resources(type));
      expect(found).toHaveLength(1);
      return found[0]!;
    },
  };
}
