import type { PlatformConfig } from '../config';
import type { GoogleReader, GoogleReaders } from '../identity/google-role';

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
