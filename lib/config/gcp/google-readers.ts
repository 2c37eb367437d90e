import type { PlatformConfig } from '../schema/platform';
import type { BucketPurpose } from './names';

/**
 * The service accounts on Google Cloud that read buckets on AWS, and the names of the roles that they assume there, which
 * both sides use. An account without a known unique id has no role.
 */
export function googleReaders({ gcp: { aws }, project, environment }: PlatformConfig): GoogleReaders {
  if (aws === undefined) return {};
  const platform = `${project}-${environment}`;
  const { trainingUniqueId, transfer } = aws;
  const training: GoogleReader | undefined =
    trainingUniqueId === undefined
      ? undefined
      : {
          roleName: `${platform}-gcp-training`,
          description: 'Training jobs on Google Cloud that read data here',
          uniqueId: trainingUniqueId,
          // Unique, so that a token for another service is of no use here, nor one of dev in production.
          audience: platform,
          buckets: aws.buckets,
        };
  return {
    training,
    transfer: transfer && {
      roleName: `${platform}-gcp-transfer`,
      description: 'Storage Transfer Service, which copies data to Google Cloud',
      uniqueId: transfer.uniqueId,
      buckets: transfer.buckets,
    },
  };
}

/** A service account on Google Cloud that reads buckets here. */
export interface GoogleReader {
  /** Fixed, because the other side names the role before it knows this one. */
  readonly roleName: string;
  readonly description: string;
  /** Unique id of the service account: unlike its e-mail address, it is never assigned again. */
  readonly uniqueId: string;
  /**
   * Audience that the token must have been made for.
   * @default any; the token of a service of Google, whose audience is not documented
   */
  readonly audience?: string;
  readonly buckets: readonly BucketPurpose[];
}

/** The service accounts on Google Cloud that read buckets here. */
export interface GoogleReaders {
  readonly training?: GoogleReader;
  readonly transfer?: GoogleReader;
}
