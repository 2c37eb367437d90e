import type { PlatformConfig } from '../schema/platform';
import type { BucketPurpose } from './names';

/**
 * The service accounts on Google Cloud that read buckets on AWS, with the names of the roles that they assume. Both
 * clouds use these names. An account without a known unique id has no role.
 */
export function googleReaders({ gcp: { aws }, project, environment, region }: PlatformConfig): GoogleReaders {
  if (aws === undefined) return {};
  const platform = `${project}-${environment}`;
  const { trainingUniqueId, transfer } = aws;
  const training: GoogleReader | undefined =
    trainingUniqueId === undefined
      ? undefined
      : {
          // Names of roles are those of the account, in all of its regions.
          roleName: `${platform}-gcp-training-${region}`,
          description: 'Training jobs on Google Cloud that read data here',
          uniqueId: trainingUniqueId,
          // Unique, so that a token for another service, or of dev in production, is refused.
          audience: platform,
          buckets: aws.buckets,
        };
  return {
    training,
    transfer: transfer && {
      roleName: `${platform}-gcp-transfer-${region}`,
      description: 'Storage Transfer Service, which copies data to Google Cloud',
      uniqueId: transfer.uniqueId,
      buckets: transfer.buckets,
    },
  };
}

/** A service account on Google Cloud that reads buckets on AWS. */
export interface GoogleReader {
  /** Fixed, because Google Cloud refers to the role before it exists. */
  readonly roleName: string;
  readonly description: string;
  /** Unique id of the service account: unlike its e-mail address, it is never assigned again. */
  readonly uniqueId: string;
  /**
   * Audience that the token must be issued for.
   * @default any; Google does not document the audience of tokens of its services
   */
  readonly audience?: string;
  readonly buckets: readonly BucketPurpose[];
}

/** The service accounts on Google Cloud that read buckets on AWS. */
export interface GoogleReaders {
  readonly training?: GoogleReader;
  readonly transfer?: GoogleReader;
}
