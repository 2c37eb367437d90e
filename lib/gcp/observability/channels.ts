import type { PlatformConfig } from '../../config';
import type { Foundation } from '../foundation';
import type { AttributeBlock } from '../terraform';

/** Where people are told, as alert policies and budgets name it. */
export type NotificationChannel = AttributeBlock<'id' | 'name'>;

/** What is watched. */
export interface ObservabilityProps {
  readonly platform: PlatformConfig;
  readonly foundation: Foundation;
}
