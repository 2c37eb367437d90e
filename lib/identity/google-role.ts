import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { GoogleReader } from '../config/gcp/google-readers';
import type { DataStores } from '../storage/data-stores';

export interface GoogleRoleProps {
  /** The service account, and the buckets that it reads. */
  readonly reader: GoogleReader;
  readonly stores: DataStores;
}

/**
 * A role that a service account on Google Cloud assumes with an identity token of Google, so that no AWS key is stored
 * there. It reads some buckets, and nothing else.
 *
 * IAM trusts accounts.google.com without an OIDC provider: one of that name in the account would break the exchange.
 */
export class GoogleRole extends iam.Role {
  constructor(scope: Construct, id: string, { reader, stores }: GoogleRoleProps) {
    super(scope, id, {
      roleName: reader.roleName,
      description: reader.description,
      assumedBy: new iam.WebIdentityPrincipal('accounts.google.com', { StringEquals: tokenClaims(reader) }),
      maxSessionDuration: Duration.hours(1),
    });
    // The key also encrypts the topic of alarms.
    const throughS3 = { StringEquals: { 'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com` } };
    stores.grantRead(this, reader.buckets, throughS3);
  }
}

/**
 * Claims that the token must have. The audience is in `oaud`: in a token with `azp`, such as that of a service account,
 * IAM reads `aud` from `azp`, which is the unique id again. Everybody can get a token of Google with any audience, so
 * `sub` decides; the audience refuses a token that the same account has sent to another service.
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
