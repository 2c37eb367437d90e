import { ifFound } from '../if-found';
import type { Reader } from '../reader';

const table: Reader = {
  async read({ physicalId }, { dynamoDb }) {
    const TableName = physicalId;
    const found = (await ifFound(dynamoDb.describeTable({ TableName })))?.Table;
    if (!found) return undefined;
    const [backups, { TimeToLiveDescription: timeToLive }, { Tags }] = await Promise.all([
      dynamoDb.describeContinuousBackups({ TableName }),
      dynamoDb.describeTimeToLive({ TableName }),
      dynamoDb.listTagsOfResource({ ResourceArn: found.TableArn }),
    ]);
    const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    const { SSEDescription: encryption } = found;
    return {
      properties: {
        ...found,
        // A table in another billing mode has no summary until the mode has changed.
        BillingMode: found.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
        },
        SSESpecification: encryption && {
          SSEEnabled: encryption.Status === 'ENABLED',
          SSEType: encryption.SSEType,
          KMSMasterKeyId: encryption.KMSMasterKeyArn,
        },
        TimeToLiveSpecification: timeToLive && {
          AttributeName: timeToLive.AttributeName,
          Enabled: timeToLive.TimeToLiveStatus === 'ENABLED',
        },
        Tags,
      },
      attributes: { Arn: found.TableArn ?? '' },
    };
  },
};

/** Readers of tables. */
export const databaseReaders: Readonly<Record<string, Reader>> = { 'AWS::DynamoDB::Table': table };
