import { Aws, Duration, Stack, Tags } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StorageConfig } from '../config';
import { bucketName } from '../config/bucket-name';
import { dataRemoval } from '../retention/data-removal';
import type { DataBucketName } from './data-stores';

export interface DataBucketProps {
  /** Settings that make the name. */
  readonly config: StorageConfig;
  /** Part of the name. */
  readonly purpose: DataBucketName;
  /** Value of the Name tag. */
  readonly name: string;
  /** Key of the tag that has the description. */
  readonly purposeTagKey: string;
  readonly description: string;
  /** Key that encrypts the objects. */
  readonly encryptionKey: kms.IKey;
  /** Receives the request logs, with the purpose as prefix. */
  readonly accessLogs: s3.IBucket;
  readonly lifecycleRules: s3.LifecycleRule[];
  /** Replaced and deleted objects can be brought back for this time. */
  readonly noncurrentVersionsKept: Duration;
  /** Whether the bucket outlives the stack. */
  readonly protectData: boolean;
}

/** A data bucket: encrypted, versioned, private, TLS only, with request logs. */
export class DataBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id, {
      bucketName: bucketName(props.config, props.purpose, Aws.ACCOUNT_ID, Stack.of(scope).region),
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      // One data key for many objects: training reads millions of small files, and KMS requests are billed.
      bucketKeyEnabled: true,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${props.purpose}/`,
      lifecycleRules: [
        ...props.lifecycleRules,
        {
          // Without it, what is deleted in a versioned bucket stays and is billed. An expiration adds a delete marker only:
          // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html, 2026-11
          id: 'end-old-versions',
          noncurrentVersionExpiration: props.noncurrentVersionsKept,
          expiredObjectDeleteMarker: true,
        },
        { id: 'abort-incomplete-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
      removalPolicy: dataRemoval(props.protectData),
      autoDeleteObjects: !props.protectData,
    });
    Tags.of(this).add('Name', props.name);
    Tags.of(this).add(props.purposeTagKey, props.description);
  }
}
