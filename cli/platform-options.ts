import type { Option } from 'commander';
import { valueOption } from './command-line';
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

/** The options of a command that name a platform. */
export function platformOptions(): Option[] {
  return [
    valueOption('--environment <NAME>', 'environment of the platform, such as dev (default: production)'),
    valueOption(
      '--config <FILE>',
      'YAML or JSON file that is merged over the environment, such as my.yaml (default: none)',
    ),
    valueOption(
      '--region <NAME>',
      'AWS region of the platform, such as us-west-2 (default: that of the environment)',
    ),
  ];
}
