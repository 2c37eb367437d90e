import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';

/** Clients of the services that run jobs. */
export interface Clients {
  readonly cloudFormation: CloudFormation;
  readonly autoScaling: AutoScaling;
  readonly ssm: SSM;
  readonly logs: CloudWatchLogs;
  readonly s3: S3;
}

/**
 * Creates clients with the same credentials as the AWS CLI: environment, profile, SSO, or instance role.
 *
 * @param region - Region of the platform, which overrides that of the profile and the environment.
 * @param endpoint - Whether AWS_ENDPOINT_URL names another account, such as that of `npm start`.
 */
export function clients(region: string, endpoint: boolean): Clients {
  const settings = { region, maxAttempts: 5 };
  return {
    cloudFormation: new CloudFormation(settings),
    autoScaling: new AutoScaling(settings),
    ssm: new SSM(settings),
    logs: new CloudWatchLogs(settings),
    // Path style, because BUCKET.localhost does not resolve everywhere.
    s3: new S3({ ...settings, forcePathStyle: endpoint }),
  };
}
