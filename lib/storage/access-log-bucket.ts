import { Aws, Duration, Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StorageConfig } from '../config';
import { bucketName } from '../config/bucket-name';
import { dataRemoval } from '../retention/data-removal';

/** Prefix of the logs of load balancers. */
export const LOAD_BALANCER_LOG_PREFIX = 'load-balancer';

export interface AccessLogBucketProps {
  readonly config: StorageConfig;
  /** Whether the bucket outlives the stack. */
  readonly protectData: boolean;
}

/** The bucket that receives the server access logs of the data buckets and the logs of the load balancer. */
export class AccessLogBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, { config, protectData }: AccessLogBucketProps) {
    super(scope, id, {
      bucketName: bucketName(config, 'access-logs', Aws.ACCOUNT_ID, Stack.of(scope).region),
      // Log delivery cannot write to a bucket whose default encryption is a customer key.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
      encryption: s3.BucketEncryption.S3_MANAGED,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      lifecycleRules: [
        {
          id: 'expire-logs',
          expiration: Duration.days(config.accessLogs.expireAfterDays),
          noncurrentVersionExpiration: Duration.days(config.accessLogs.noncurrentVersionsKeptDays),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        // S3 does not take it beside an expiration in days, which removes a marker at that age only.
        { id: 'end-delete-markers', expiredObjectDeleteMarker: true },
      ],
      removalPolicy: dataRemoval(protectData),
      autoDeleteObjects: !protectData,
    });
    this.allowLoadBalancerLogs();
    Tags.of(this).add('Name', 'ML Access Logs');
  }

  /**
   * Here instead of in the Inference stack, so that the policy of this bucket does not depend on the load balancer.
   *
   * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
   */
  private allowLoadBalancerLogs(): void {
    const { account, partition, region } = Stack.of(this);
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowLoadBalancerLogs',
        principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects(`${LOAD_BALANCER_LOG_PREFIX}/AWSLogs/${account}/*`)],
        conditions: {
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/*`,
          },
        },
      }),
    );
  }
}
