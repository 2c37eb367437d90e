import type { PlatformInput } from '../schema/platform';
import { dev } from './dev';
import { lesson } from './lesson';
import { production } from './production';

/** The environments that `-c environment=` picks from. */
export const environments = { lesson, dev, production } as const satisfies Record<string, PlatformInput>;
