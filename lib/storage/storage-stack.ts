import { CfnOutput, Duration, Tags, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StorageConfig } from '../config';
import { CHECKPOINTS_PREFIX } from '../contract/object-prefixes';
import { MODELS_BUCKET_OUTPUT } from '../contract/outputs';
import { addProviderLogs } from '../function/provider-logs';
import { dataRemoval } from '../retention/data-removal';
import { AccessLogBucket } from './access-log-bucket';
import { DataBucket } from './data-bucket';
import { DataStores } from './data-stores';
import { protectReleases } from './protect-releases';
import { PlatformStack } from '../references/platform-stack';

/**
 * Age does not tell whether a dataset is in use. This class watches the reads of each object and never needs a restore,
 * because the bucket does not opt in to its archive tiers. It prices the first 30 days as Standard does, and a transition
 * costs a request, so short-lived objects stay out of it. S3 does not move objects below 128 KiB.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html, 2026-11
 */
const TIERING: s3.LifecycleRule = {
  id: 'tier-datasets',
  transitions: [{ storageClass: s3.StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) }],
};

export interface StorageStackProps extends StackProps {
  readonly config: StorageConfig;
  /** Path of the roles that may release models, with a slash at both ends. */
  readonly promotionPath: string;
  /** Key of the tag that says what a bucket is for. */
  readonly purposeTagKey: string;
  /** Whether the key and the buckets outlive the stack. */
  readonly protectData: boolean;
}

/** The data key and the buckets for datasets, models and artifacts. */
export class StorageStack extends PlatformStack {
  /** Encrypts the buckets, and the topics of training and of alarms. */
  readonly key: kms.Key;
  readonly stores: DataStores;
  /** Receives the request logs of the buckets and of the load balancer. */
  readonly accessLogs: s3.Bucket;

  constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, props);
    const { config, protectData } = props;

    this.key = new kms.Key(this, 'Key', {
      description: 'KMS key for ML S3 buckets',
      alias: `alias/${config.key.alias}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(config.key.deletionWindowDays),
      removalPolicy: dataRemoval(protectData),
    });
    Tags.of(this.key).add('Name', 'ML-S3-Encryption-Key');

    this.allowAlarms();

    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', { config, protectData });
    const shared = {
      config,
      purposeTagKey: props.purposeTagKey,
      encryptionKey: this.key,
      accessLogs: this.accessLogs,
      protectData,
    };
    const datasets = new DataBucket(this, 'Datasets', {
      ...shared,
      purpose: 'datasets',
      name: 'ML Datasets',
      description: 'Raw and processed training data',
      lifecycleRules: datasetRules(config.datasets),
      noncurrentVersionsKept: Duration.days(config.datasets.noncurrentVersionsKeptDays),
    });
    const models = new DataBucket(this, 'Models', {
      ...shared,
      purpose: 'models',
      name: 'ML Models',
      description: 'Trained model artifacts',
      lifecycleRules: [],
      noncurrentVersionsKept: Duration.days(config.models.noncurrentVersionsKeptDays),
    });
    protectReleases(models, props.promotionPath);
    const artifacts = new DataBucket(this, 'Artifacts', {
      ...shared,
      purpose: 'artifacts',
      name: 'ML Artifacts',
      description: 'Experiment tracking and metadata',
      lifecycleRules: artifactRules(config.artifacts),
      noncurrentVersionsKept: Duration.days(config.artifacts.noncurrentVersionsKeptDays),
    });

    this.stores = new DataStores({ key: this.key, datasets, models, artifacts });

    if (!protectData) addProviderLogs(this, 'Custom::S3AutoDeleteObjects');

    new CfnOutput(this, 'DatasetsBucket', {
      value: datasets.bucketName,
      description: 'S3 bucket for datasets',
    });
    new CfnOutput(this, MODELS_BUCKET_OUTPUT, {
      value: models.bucketName,
      description: 'S3 bucket for models',
    });
    new CfnOutput(this, 'ArtifactsBucket', {
      value: artifacts.bucketName,
      description: 'S3 bucket for artifacts',
    });
  }

  /** Allows the services that publish to the topics to use the key, which encrypts them. */
  private allowAlarms(): void {
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowAlarmServices',
        principals: ['cloudwatch', 'budgets'].map(
          (name) => new iam.ServicePrincipal(`${name}.amazonaws.com`),
        ),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
  }
}

function datasetRules(config: StorageConfig['datasets']): s3.LifecycleRule[] {
  return [
    config.archive ? archival(config.archive) : TIERING,
    {
      // An expiration in days also removes the delete marker that is left, once the last version is gone.
      id: 'cleanup-temp-data',
      prefix: config.temporaryPrefix,
      expiration: Duration.days(config.temporaryExpireAfterDays),
      noncurrentVersionExpiration: Duration.days(1),
    },
  ];
}

function archival(config: NonNullable<StorageConfig['datasets']['archive']>): s3.LifecycleRule {
  return {
    id: 'archive-old-datasets',
    transitions: [
      {
        storageClass: s3.StorageClass.INFREQUENT_ACCESS,
        transitionAfter: Duration.days(config.infrequentAccessAfterDays),
      },
      { storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(config.glacierAfterDays) },
    ],
    noncurrentVersionTransitions: [
      {
        storageClass: s3.StorageClass.GLACIER,
        transitionAfter: Duration.days(config.noncurrentGlacierAfterDays),
      },
    ],
  };
}

function artifactRules(config: StorageConfig['artifacts']): s3.LifecycleRule[] {
  return [
    {
      id: 'cleanup-old-experiments',
      prefix: config.experimentsPrefix,
      expiration: Duration.days(config.experimentsExpireAfterDays),
    },
    {
      // A job deletes its older checkpoints, which remain as noncurrent versions.
      id: 'forget-deleted-checkpoints',
      prefix: CHECKPOINTS_PREFIX,
      noncurrentVersionExpiration: Duration.days(config.deletedCheckpointsKeptDays),
      expiredObjectDeleteMarker: true,
    },
  ];
}
