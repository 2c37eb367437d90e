import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Lets the pods of a role have secrets as files: the provider of the Secrets Store CSI driver reads a secret in the name of
 * the pod that mounts it. A secret with a key of the account is decrypted through Secrets Manager only, which tells KMS the
 * ARN of the secret. The policy of the key must leave rights to IAM, as it does by default.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/ascp-pod-identity-integration.html and
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html, 2026-11
 *
 * @param prefix - Beginning of the names of the secrets.
 */
export function allowSecretFiles(role: iam.Role, prefix: string): void {
  const { account, partition, region, urlSuffix } = Stack.of(role);
  const secrets = `arn:${partition}:secretsmanager:${region}:${account}:secret:${prefix}*`;
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'ReadSecrets',
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      resources: [secrets],
    }),
  );
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'DecryptSecrets',
      actions: ['kms:Decrypt'],
      resources: [`arn:${partition}:kms:${region}:${account}:key/*`],
      conditions: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${urlSuffix}` },
        StringLike: { 'kms:EncryptionContext:SecretARN': secrets },
      },
    }),
  );
  Validations.of(role).acknowledge(
    {
      id: `AwsSolutions-IAM5[Resource::arn:<partition>:secretsmanager:<region>:<account>:secret:${prefix}*]`,
      reason: `Users name the secrets of their pods below ${prefix}; pods cannot read others.`,
    },
    {
      id: 'AwsSolutions-IAM5[Resource::arn:<partition>:kms:<region>:<account>:key/*]',
      reason: `Users choose the keys of their secrets; the conditions limit the right to secrets below ${prefix}, through Secrets Manager.`,
    },
  );
}
