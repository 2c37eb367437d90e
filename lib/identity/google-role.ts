import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { GoogleReader } from '../config/gcp/google-readers';
import type { DataStores } from '../storage/data-stores';

export interface GoogleRoleProps {
  /** The service account and the buckets that it reads. */
  readonly reader: GoogleReader;
  readonly stores: DataStores;
}

/**
 * A role that a service account on Google Cloud assumes with a Google identity token, so that no AWS key is stored
 * there. It can only read some buckets.
 *
 * IAM trusts accounts.google.com without an OIDC provider; a provider with that URL in the account would break the
 * exchange.
 */
export class GoogleRole extends iam.Role {
  constructor(scope: Construct, id: string, { reader, stores }: GoogleRoleProps) {
    super(scope, id, {
      roleName: reader.roleName,
      description: reader.description,
      assumedBy: new iam.WebIdentityPrincipal('accounts.google.com', { StringEquals: tokenClaims(reader) }),
      maxSessionDuration: Duration.hours(1),
    });
    // Not through SNS: the key also encrypts the topic of alarms.
    const throughS3 = { StringEquals: { 'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com` } };
    stores.grantRead(this, reader.buckets, throughS3);
  }
}

/**
 * Claims that the token must have. `oaud` is the audience: for a token with `azp`, such as that of a service account,
 * IAM sets `aud` to the value of `azp`, which is the unique id. Any Google account can get a token with any audience,
 * so `sub` identifies the account; the audience excludes tokens that the account has sent to other services.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif,
 * https://cloud.google.com/compute/docs/instances/verifying-instance-identity#payload, 2026-11.
 */
function tokenClaims({ uniqueId, audience }: GoogleReader): Record<string, string> {
  return {
    'accounts.google.com:sub': uniqueId,
    ...(audience !== undefined && { 'accounts.google.com:oaud': audience }),
  };
}
