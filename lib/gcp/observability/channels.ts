import type { PlatformConfig } from '../../config';
import type { Foundation } from '../foundation';
import type { AttributeBlock } from '../terraform';

/** A channel that alert policies and budgets notify. */
export type NotificationChannel = AttributeBlock<'id' | 'name'>;

/** Blocks and settings that alerts and budget need. */
export interface ObservabilityProps {
  readonly platform: PlatformConfig;
  readonly foundation: Foundation;
}
