import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachCustomSynthesis, type ISynthesisSession } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PlatformConfig } from '../config';
import { addAccounts, addWorkloadAccess } from './identity/accounts';
import { addAwsData } from './data-on-aws/aws-data';
import { addBuckets } from './storage/buckets';
import { addCluster } from './cluster/cluster';
import { addEncryption } from './storage/encryption';
import { addFleets } from './training/fleets';
import { addFoundation } from './foundation';
import { addNetwork } from './network/network';
import { addObservability } from './observability/observability';
import { addRegistry } from './cluster/registry';
import { TerraformDocument } from './terraform';
import { addTrainingVms } from './training/training-vms';

/** Input of the companion. */
export interface GcpCompanionProps {
  /** The whole configuration, because bucket lifecycles and joined networks depend on AWS settings. */
  readonly config: PlatformConfig;
}

/**
 * The Google Cloud companion: at synth it writes `gcp/main.tf.json` into the output directory.
 *
 * The constructor builds and checks the document, so that nothing is written if a reference is invalid.
 *
 * @throws TerraformReferenceError, TerraformAddressError
 */
export class GcpCompanion extends Construct {
  /** Path of the file in the output directory. */
  static readonly file = 'gcp/main.tf.json';

  /** The text of `main.tf.json`. */
  readonly configuration: string;

  constructor(scope: Construct, id: string, props: GcpCompanionProps) {
    super(scope, id);
    this.configuration = gcpDocument(props).render();
    attachCustomSynthesis(this, { onSynthesize: (session) => this.write(session) });
  }

  private write({ outdir }: ISynthesisSession): void {
    // The folder is not emptied, because Terraform keeps its own files in it.
    mkdirSync(join(outdir, 'gcp'), { recursive: true });
    writeFileSync(join(outdir, GcpCompanion.file), this.configuration);
  }
}

/** The parts of the companion, in the order of their dependencies. */
function gcpDocument({ config: platform }: GcpCompanionProps): TerraformDocument {
  const { gcp: config, environment, storage } = platform;
  const document = new TerraformDocument('gcp');
  const foundation = addFoundation(document, config, environment);
  const network = addNetwork(document, config, foundation, platform.network.cidr);
  const encryption = addEncryption(document, config, foundation);
  const buckets = addBuckets(document, { config, storage, foundation, encryption });
  const accounts = addAccounts(document, { config, foundation, buckets });
  addRegistry(document, { config, foundation, accounts });
  const { instanceMetadata } = addAwsData(document, { platform, foundation, buckets });
  const instances = {
    config,
    foundation,
    network,
    account: accounts.training,
    encryption,
    buckets,
    instanceMetadata,
  };
  addTrainingVms(document, instances);
  addFleets(document, instances);
  const cluster = addCluster(document, { config, foundation, network, accounts, encryption });
  if (cluster) addWorkloadAccess(document, { config, foundation, buckets, cluster });
  addObservability(document, { platform, foundation });
  return document;
}
