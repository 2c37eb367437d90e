import type { ProgramOption } from './npm-options';

/** Options that name a platform: its environment, as in the configuration, and its region. */
export interface PlatformOptions {
  /** @default 'production' */
  readonly environment?: string;
  /**
   * YAML or JSON file that is merged over the environment.
   * @default none
   */
  readonly config?: string;
  /** @default the region of the environment */
  readonly region?: string;
}

/** The same options, which npm takes where `--` is missing. */
export const platformOptionsOfNpm: readonly ProgramOption[] = [
  { name: 'environment', value: 'NAME' },
  { name: 'config', value: 'FILE' },
  { name: 'region', value: 'NAME' },
];
