import type { GoogleReader } from '../config/gcp/google-readers';
import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allowBuckets, type DataStores } from './data-access';

/**
 * A role that a service account on Google Cloud takes with an identity token of Google, so that no key of AWS is kept
 * there. It reads some buckets, and nothing else.
 *
 * IAM knows accounts.google.com by itself: an OIDC provider of that name in the account would break the exchange.
 */
export class GoogleRole extends iam.Role {
  constructor(scope: Construct, id: string, reader: GoogleReader, stores: DataStores) {
    super(scope, id, {
      roleName: reader.roleName,
      description: reader.description,
      assumedBy: new iam.WebIdentityPrincipal('accounts.google.com', { StringEquals: tokenOf(reader) }),
      maxSessionDuration: Duration.hours(1),
    });
    allowBuckets(
      this,
      reader.buckets.map((purpose) => stores[purpose]),
      stores.key,
      ['read'],
      // The key encrypts more than the buckets.
      { StringEquals: { 'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com` } },
    );
  }
}

/**
 * What the token must say. The audience is in `oaud`: where a token has `azp`, as those of service accounts have, `aud`
 * is that one, the unique id once more. Anyone may ask Google for a token with any audience, so `sub` is what decides;
 * the audience keeps out a token that the same account has sent to somebody else.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif,
 * https://cloud.google.com/compute/docs/instances/verifying-instance-identity#payload, 2026-11.
 */
function tokenOf({ uniqueId, audience }: GoogleReader): Record<string, string> {
  return {
    'accounts.google.com:sub': uniqueId,
    ...(audience !== undefined && { 'accounts.google.com:oaud': audience }),
  };
}
