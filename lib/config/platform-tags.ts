import type { PlatformConfig } from './schema/platform';

/** Tags of everything that takes tags. */
export function platformTags({ environment, tagKeys, tags }: PlatformConfig): Record<string, string> {
  return { ...tags, [tagKeys.environment]: environment, [tagKeys.managedBy]: 'CDK' };
}
