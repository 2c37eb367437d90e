import type { PlatformConfig } from '../schema/platform';

/**
 * What both sides must agree on: the service accounts on Google Cloud that read buckets on AWS, and the names of the
 * roles that they take there. An account whose unique id is not known yet has no role.
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
          // Nobody else's, so that a token for another service is of no use here, nor one of dev in production.
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
  /** Unique id of the service account: unlike its e-mail address, nobody gets it a second time. */
  readonly uniqueId: string;
  /**
   * For whom the token must have been made.
   * @default any; the token of a service of Google, whose audience is not documented
   */
  readonly audience?: string;
  readonly buckets: readonly ('datasets' | 'models' | 'artifacts')[];
}

/** Who on Google Cloud reads buckets here. */
export interface GoogleReaders {
  readonly training?: GoogleReader;
  readonly transfer?: GoogleReader;
}
