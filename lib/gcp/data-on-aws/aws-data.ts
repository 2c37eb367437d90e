import type { PlatformConfig } from '../../config';
import { googleReaders, type GoogleReader } from '../../config/gcp/google-readers';
import type { BucketPurpose } from '../../config/gcp/names';
import type { Foundation } from '../foundation';
import {
  template,
  type AttributeBlock,
  type Block,
  type Text,
  type TerraformDocument,
  type ValueBlock,
} from '../terraform';

type TransferAccount = AttributeBlock<'member' | 'subject_id'>;

/** Blocks and settings that access to data on AWS needs. */
export interface AwsDataProps {
  readonly platform: PlatformConfig;
  readonly foundation: Foundation;
  readonly buckets: Readonly<Record<BucketPurpose, AttributeBlock<'name'>>>;
}

/** Access of instances to data on AWS. */
export interface AwsData {
  /**
   * Metadata with which an instance exchanges its identity token (training/boot/aws-identity.sh): `aws-role-arn`,
   * `aws-audience` and `aws-region`. None of them is a secret. Empty while no role trusts the training service account.
   */
  readonly instanceMetadata: Readonly<Record<string, Text>>;
}

/**
 * Adds access to data on AWS without long-lived keys: the metadata of instances, and jobs that copy buckets.
 *
 * An instance requests an identity token with the audience of the platform from its metadata server, and exchanges it
 * at AWS STS for credentials that are valid for an hour. Pods on GKE read the copies instead: with Workload Identity
 * Federation, their metadata server issues no Google identity token, and a pod that impersonates a Google service
 * account gets a token of that account, not of the training account that the role trusts.
 */
export function addAwsData(document: TerraformDocument, props: AwsDataProps): AwsData {
  const { platform, foundation } = props;
  if (platform.gcp.aws === undefined) return { instanceMetadata: {} };
  const { training, transfer } = googleReaders(platform);

  const account = addTransferAccount(document, foundation);
  if (training === undefined && transfer === undefined) return { instanceMetadata: {} };

  const awsAccount = document.variable('aws_account_id', {
    type: 'string',
    description: 'Account on AWS that has the roles and the buckets, 12 digits',
    default: platform.account,
  });
  if (transfer) addTransfers(document, props, { reader: transfer, account, awsAccount });
  return { instanceMetadata: training ? addTrainingRole(document, platform, training, awsAccount) : {} };
}

/** Google creates the account of Storage Transfer Service when it is first read. */
function addTransferAccount(document: TerraformDocument, { api, project }: Foundation): TransferAccount {
  const account = document.data('google_storage_transfer_project_service_account', 'this', {
    project: project.ref(),
    depends_on: [api('storagetransfer')],
  });
  document.output('transfer_account_unique_id', {
    description: 'Unique id of the service account of Storage Transfer Service: gcp.aws.transfer.uniqueId',
    value: account.ref('subject_id'),
  });
  return account;
}

function addTrainingRole(
  document: TerraformDocument,
  { region }: PlatformConfig,
  { roleName, audience }: GoogleReader,
  awsAccount: ValueBlock,
): AwsData['instanceMetadata'] {
  const role = document.local('aws_training_role_arn', roleArn(awsAccount, roleName));
  return {
    'aws-role-arn': role.ref(),
    ...(audience !== undefined && { 'aws-audience': audience }),
    // Region of the AWS STS endpoint.
    'aws-region': region,
  };
}

/** Google Cloud supports regions of the partition aws only: https://cloud.google.com/storage-transfer/docs/source-amazon-s3 */
function roleArn(awsAccount: ValueBlock, roleName: string): Text {
  return template`arn:aws:iam::${awsAccount.ref()}:role/${roleName}`;
}

/**
 * Roles that the account of Storage Transfer Service needs on a destination bucket: get the bucket; list, read, create
 * and overwrite objects. Overwriting requires the permission to delete.
 * https://cloud.google.com/storage-transfer/docs/sink-cloud-storage#required_permissions, 2026-11.
 */
const sinkRoles = { writer: 'roles/storage.legacyBucketWriter', viewer: 'roles/storage.objectViewer' };

interface Copying {
  readonly reader: GoogleReader;
  readonly account: TransferAccount;
  readonly awsAccount: ValueBlock;
}

function addTransfers(
  document: TerraformDocument,
  { buckets, foundation, platform }: AwsDataProps,
  { reader, account, awsAccount }: Copying,
): void {
  const role = document.local('aws_transfer_role_arn', roleArn(awsAccount, reader.roleName));
  const hours = platform.gcp.aws?.transfer?.everyHours ?? 24;
  for (const purpose of reader.buckets) {
    const grants = Object.entries(sinkRoles).map(([name, granted]): Block =>
      document.resource('google_storage_bucket_iam_member', `transfer_${purpose}_${name}`, {
        bucket: buckets[purpose].ref('name'),
        role: granted,
        member: account.ref('member'),
      }),
    );
    document.resource('google_storage_transfer_job', purpose, {
      description: `Copies ${purpose} from AWS`,
      project: foundation.project.ref(),
      transfer_spec: [
        {
          aws_s3_data_source: [
            { bucket_name: s3Bucket(document, platform, purpose, awsAccount), role_arn: role.ref() },
          ],
          gcs_data_sink: [{ bucket_name: buckets[purpose].ref('name') }],
          object_conditions: purpose === 'datasets' ? [readableDatasets(platform.storage)] : undefined,
          // Both delete options are off by default, and the role on AWS does not allow deletion.
          transfer_options: [{ overwrite_when: 'DIFFERENT' }],
        },
      ],
      schedule: [
        {
          // Required; with a date in the past, the first copy starts on the day after the apply.
          schedule_start_date: [{ year: 2026, month: 1, day: 1 }],
          repeat_interval: `${hours * 3600}s`,
        },
      ],
      // Storage Transfer Service tests its access to both buckets when a job is created.
      depends_on: grants,
    });
  }
}

/** Excludes objects in Glacier, which would fail in every copy because they must be restored first. */
function readableDatasets({ datasets }: PlatformConfig['storage']) {
  const { archive } = datasets;
  return {
    ...(archive && { max_time_elapsed_since_last_modification: `${archive.glacierAfterDays * 24 * 3600}s` }),
    exclude_prefixes: [datasets.temporaryPrefix],
  };
}

/** The name of a bucket on AWS: the configuration gives it, or CloudFormation does. */
function s3Bucket(
  document: TerraformDocument,
  { environment, project, region, storage }: PlatformConfig,
  purpose: BucketPurpose,
  awsAccount: ValueBlock,
): Text {
  const { bucketPrefix, regionInBucketNames } = storage;
  if (bucketPrefix !== undefined) {
    const account = awsAccount.ref();
    return regionInBucketNames
      ? template`${bucketPrefix}-${purpose}-${account}-${region}`
      : template`${bucketPrefix}-${purpose}-${account}`;
  }
  const output = `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}Bucket`;
  return document
    .variable(`aws_${purpose}_bucket`, {
      type: 'string',
      description: `Bucket of ${purpose} on AWS: output ${output} of the stack ${project}-${environment}-storage`,
    })
    .ref();
}
