import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { RELEASES_PREFIX } from '../contract/model-release';

/**
 * Lets only roles of one path write releases of models, and each object once: what has been released stays what it is. A
 * role that may write the whole bucket, such as that of an administrator, is refused as well.
 *
 * Parts of an upload have no condition; its completion has:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 *
 * @param promotionPath - Path of the roles, with a slash at both ends.
 */
export function protectReleases(models: s3.Bucket, promotionPath: string): void {
  const { account, partition } = Stack.of(models);
  const releases = {
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: [models.arnForObjects(`${RELEASES_PREFIX}*`)],
  };
  models.addToResourcePolicy(
    new iam.PolicyStatement({
      ...releases,
      sid: 'OnlyPromotionsRelease',
      conditions: {
        ArnNotLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role${promotionPath}*` },
      },
    }),
  );
  models.addToResourcePolicy(
    new iam.PolicyStatement({
      ...releases,
      sid: 'ReleasesStay',
      conditions: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    }),
  );
}
