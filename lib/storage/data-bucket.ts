import { Aws, Duration, Tags } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { dataRemoval } from '../retention/data-removal';

export interface DataBucketProps {
  /**
   * The bucket is named `<prefix>-<purpose>-<account>`.
   * @default a generated name
   */
  readonly prefix?: string;
  /** Last word of the name, for example `datasets`. */
  readonly purpose: string;
  /** Value of the Name tag. */
  readonly name: string;
  /** Value of the Purpose tag. */
  readonly description: string;
  /** Key that encrypts the objects. */
  readonly encryptionKey: kms.IKey;
  /** Receives the request logs, with the purpose as prefix. */
  readonly accessLogs: s3.IBucket;
  readonly lifecycleRules: s3.LifecycleRule[];
  /** Whether the bucket outlives the stack. */
  readonly protectData: boolean;
}

/** A data bucket: encrypted, versioned, private, TLS only, with request logs. */
export class DataBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id, {
      bucketName: props.prefix && `${props.prefix}-${props.purpose}-${Aws.ACCOUNT_ID}`,
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
        { id: 'abort-incomplete-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
      removalPolicy: dataRemoval(props.protectData),
      autoDeleteObjects: !props.protectData,
    });
    Tags.of(this).add('Name', props.name);
    Tags.of(this).add('Purpose', props.description);
  }
}
