import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import type { PlatformConfig } from '../../lib/config';
import { MODELS_BUCKET_OUTPUT, PROMOTION_ROLE_OUTPUT } from '../../lib/contract/outputs';
import { isNotFound } from '../aws-errors';
import { UserError } from '../user-error';

/** The models bucket of a deployed platform, with the rights of its promotion role. */
export interface Models {
  readonly s3: S3;
  readonly bucket: string;
  readonly account: string;
  /** ARN of the user or role that runs the program. */
  readonly user: string;
}

/**
 * Assumes the promotion role of a platform.
 *
 * @param endpoint - Whether AWS_ENDPOINT_URL names another account, such as that of `npm start`.
 * @throws UserError if the platform is not deployed, or is that of another account.
 */
export async function openModels(config: PlatformConfig, endpoint: boolean): Promise<Models> {
  const settings = { region: config.region, maxAttempts: 5 };
  const sts = new STS(settings);
  const { Account: account = '', Arn: user = '' } = await sts.getCallerIdentity({});
  if (config.account !== undefined && config.account !== account) {
    throw new UserError(
      `The credentials are those of account ${account}, and the configuration of ${config.environment} names account ${config.account}. Use credentials of that account, or another --environment or --config.`,
    );
  }
  const cloudFormation = new CloudFormation(settings);
  const [bucket, RoleArn] = await Promise.all([
    output(cloudFormation, config, 'storage', MODELS_BUCKET_OUTPUT),
    output(cloudFormation, config, 'identity', PROMOTION_ROLE_OUTPUT),
  ]);
  const assume = async () => {
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: sessionName(user) });
    return {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
      expiration: Credentials!.Expiration!,
    };
  };
  return {
    // The SDK renews the credentials before they expire. Path style, because BUCKET.localhost does not resolve everywhere.
    s3: new S3({ ...settings, credentials: assume, forcePathStyle: endpoint }),
    bucket,
    account,
    user,
  };
}

/** Name of the session in CloudTrail: that of the user, in the letters that STS takes. */
function sessionName(user: string): string {
  return (user.split('/').at(-1) ?? '')
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');
}

async function output(
  cloudFormation: CloudFormation,
  { environment, project, region }: PlatformConfig,
  stack: string,
  name: string,
): Promise<string> {
  const StackName = `${project}-${environment}-${stack}`;
  const found = await cloudFormation.describeStacks({ StackName }).then(
    ({ Stacks }) => Stacks?.[0],
    (cause: unknown) => {
      if (!isNotFound(cause)) throw cause;
      throw new UserError(
        `There is no stack ${StackName} in ${region} of this account. Deploy the platform first, or name another with --environment, --config or --region, or another account with AWS_PROFILE.`,
      );
    },
  );
  const value = found?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  if (value !== undefined) return value;
  throw new UserError(
    `Stack ${StackName} has no output ${name}: it was deployed before models could be released. Deploy it again with: npx cdk deploy --all -c environment=${environment}`,
  );
}
