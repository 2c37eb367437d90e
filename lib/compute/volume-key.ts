import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Lets a role create volumes with a customer managed key and attach them: EC2 calls KMS in the name of who calls EC2. The
 * key AWS manages for EBS needs no such right. The policy of the key must leave rights to IAM, as it does by default, and
 * name the service-linked roles that launch instances: docs/runbook.md.
 *
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions, 2026-11
 *
 * @param keyArn - ARN of the key of the volumes.
 */
export function allowVolumeKey(role: iam.Role, keyArn: string): void {
  const { region, urlSuffix } = Stack.of(role);
  const throughEc2 = { 'kms:ViaService': `ec2.${region}.${urlSuffix}` };
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'UseVolumeKey',
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [keyArn],
      conditions: { StringEquals: throughEc2 },
    }),
  );
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'LendVolumeKeyToEc2',
      actions: ['kms:CreateGrant'],
      resources: [keyArn],
      conditions: { StringEquals: throughEc2, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  );
}
