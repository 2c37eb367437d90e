import { createHash } from 'node:crypto';
import type { AwsAccount } from '../../aws-account';
import { ifFound } from '../if-found';
import type { Reader } from '../reader';
import { isArn, tagList } from './answer';

/**
 * The location of the code, as in a template. The service returns only the hash of the code, which is compared with the
 * object in S3.
 */
async function codeSource(source: unknown, hash: string | undefined, { s3 }: AwsAccount): Promise<unknown> {
  const { S3Bucket, S3Key } = source as { S3Bucket?: string; S3Key?: string };
  const object = await ifFound(s3.getObject({ Bucket: S3Bucket, Key: S3Key }));
  const bytes = await object?.Body?.transformToByteArray();
  const same = bytes && createHash('sha256').update(bytes).digest('base64') === hash;
  return same ? { S3Bucket, S3Key } : { S3Bucket, S3Key: `other code, with the hash ${hash}` };
}

const lambdaFunction: Reader = {
  async read({ physicalId, properties }, account) {
    const found = await ifFound(account.lambda.getFunction({ FunctionName: physicalId }));
    if (!found?.Configuration) return undefined;
    const { Layers, FunctionArn = '', CodeSha256 } = found.Configuration;
    return {
      properties: {
        ...found.Configuration,
        Code: await codeSource(properties.Code, CodeSha256, account),
        Layers: Layers?.map(({ Arn }) => Arn),
        Tags: tagList(found.Tags),
      },
      attributes: { Arn: FunctionArn },
    };
  },
};

const layerVersion: Reader = {
  async read({ physicalId, properties }, account) {
    const found = await ifFound(account.lambda.getLayerVersionByArn({ Arn: physicalId }));
    if (!found) return undefined;
    const Content = await codeSource(properties.Content, found.Content?.CodeSha256, account);
    return { properties: { ...found, Content }, attributes: { LayerVersionArn: physicalId } };
  },
};

const permission: Reader = {
  async read({ physicalId, properties: { FunctionName } }, { lambda }) {
    const found = await ifFound(lambda.getPolicy({ FunctionName: String(FunctionName) }));
    const { Statement = [] } = JSON.parse(found?.Policy ?? '{}') as { Statement?: PermissionStatement[] };
    const statement = Statement.find(({ Sid }) => Sid === physicalId);
    if (!statement) return undefined;
    const { Action, Principal, Resource, Condition = {} } = statement;
    const conditions = Object.assign({}, ...Object.values(Condition)) as Record<string, string>;
    return {
      properties: {
        Action,
        FunctionName: isArn(FunctionName) ? Resource : Resource.split(':').at(-1),
        Principal: typeof Principal === 'string' ? Principal : (Principal.Service ?? Principal.AWS),
        SourceAccount: conditions['AWS:SourceAccount'],
        SourceArn: conditions['AWS:SourceArn'],
      },
    };
  },
};

interface PermissionStatement {
  readonly Sid: string;
  readonly Action: string;
  readonly Principal: string | { readonly Service?: string; readonly AWS?: string };
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const eventInvokeConfig: Reader = {
  async read({ properties: { FunctionName, Qualifier } }, { lambda }) {
    const request = { FunctionName: String(FunctionName), Qualifier: String(Qualifier) };
    const found = await ifFound(lambda.getFunctionEventInvokeConfig(request));
    // The ARN ends with name and qualifier.
    const [name, qualifier] = found?.FunctionArn?.split(':').slice(-2) ?? [];
    return found && { properties: { ...found, FunctionName: name, Qualifier: qualifier } };
  },
};

const metadata: Reader = {
  read: () => Promise.resolve({ properties: {} }),
  notModelled: { Analytics: 'no service has it: CloudFormation only records the versions of constructs' },
};

/** A custom resource, of which only the existence of its function is checked. */
function custom(reason: string, ...inputs: readonly string[]): Reader {
  return {
    async read({ properties: { ServiceToken } }, { lambda }) {
      const found = await ifFound(lambda.getFunction({ FunctionName: String(ServiceToken) }));
      return { properties: { ServiceToken: found?.Configuration?.FunctionArn } };
    },
    notModelled: Object.fromEntries(inputs.map((input) => [input, reason])),
  };
}

const askedOfEks = custom(
  'input of a function that asks EKS',
  'AddOnName',
  'KubernetesVersion',
  'OldestRelease',
);

/** The function answers with the default release of the account. */
const addOnVersion: Reader = {
  ...askedOfEks,
  async read(resource, account) {
    const { addons = [] } = await account.eks.describeAddonVersions({
      addonName: String(resource.properties['AddOnName']),
      kubernetesVersion: String(resource.properties['KubernetesVersion']),
    });
    const reading = await askedOfEks.read(resource, account);
    return (
      reading && { ...reading, attributes: { Version: addons[0]?.addonVersions?.[0]?.addonVersion ?? '' } }
    );
  },
};

const KUBERNETES = 'input of a function that calls the Kubernetes API, not AWS';
const PROTECTION = 'input of a function that protects the cluster, which the test of the account checks';
const ON_DELETION = 'input of a function that acts when the stack is deleted';

/** Readers of functions and custom resources. */
export const functionReaders: Readonly<Record<string, Reader>> = {
  'AWS::CDK::Metadata': metadata,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::LayerVersion': layerVersion,
  'AWS::Lambda::Permission': permission,
  'Custom::AWSCDK-EKS-HelmChart': custom(
    KUBERNETES,
    ...['Chart', 'ClusterName', 'CreateNamespace', 'Namespace', 'Release', 'Repository', 'Values', 'Version'],
  ),
  'Custom::AWSCDK-EKS-KubernetesResource': custom(
    KUBERNETES,
    ...['ClusterName', 'Manifest', 'Overwrite', 'PruneLabel'],
  ),
  'Custom::AddOnVersion': addOnVersion,
  'Custom::ClusterDeletionProtection': custom(PROTECTION, 'ClusterName', 'ClusterDigest'),
  'Custom::S3AutoDeleteObjects': custom(ON_DELETION, 'BucketName'),
  'Custom::ScaleInRelease': custom(ON_DELETION, 'AutoScalingGroupName'),
  'Custom::SpotRequest': custom(ON_DELETION, 'InstanceId'),
  'Custom::SpotRequestGuard': custom(ON_DELETION, 'Owner'),
};
