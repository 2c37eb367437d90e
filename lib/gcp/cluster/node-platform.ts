import type { GcpConfig } from '../../config/schema/gcp';
import type { Foundation } from '../foundation';
import type { Accounts } from '../identity/accounts';
import type { Network } from '../network/network';
import type { Encryption } from '../storage/encryption';

/** Blocks that the nodes of the cluster refer to. */
export interface NodePlatform {
  readonly config: GcpConfig;
  readonly foundation: Foundation;
  readonly network: Network;
  readonly accounts: Pick<Accounts, 'nodes'>;
  /** @default - Google's own keys */
  readonly encryption?: Encryption | undefined;
}
