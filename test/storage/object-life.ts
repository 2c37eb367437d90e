/** A lifecycle rule as CloudFormation writes it, with what the platform uses of it. */
export interface Rule {
  readonly Id: string;
  readonly Status: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly ExpiredObjectDeleteMarker?: boolean;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
  readonly Transitions?: readonly { readonly StorageClass: string; readonly TransitionInDays: number }[];
}

interface Version {
  readonly isDeleteMarker: boolean;
  readonly madeOn: number;
  /** Day on which a newer version took its place. */
  noncurrentSince?: number;
}

/**
 * Follows one object of a versioned bucket day by day, as S3 runs its rules: an expiration adds a delete marker
 * to a current version of its age; noncurrent versions go by the time since they were replaced; a delete marker goes when
 * it is all that is left, at once or at the age of the expiration.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html, 2026-11
 */
export class ObjectLife {
  private versions: Version[] = [{ isDeleteMarker: false, madeOn: 0 }];
  private day = 0;
  private readonly rules: readonly Rule[];

  /** @param key - Key of an object that is written on day 0. */
  constructor(rules: readonly Rule[], key: string) {
    this.rules = rules.filter(({ Prefix = '', Status }) => Status === 'Enabled' && key.startsWith(Prefix));
  }

  /** A user or a job writes a new version, or deletes the object. */
  replace(isDeleteMarker = false): void {
    if (this.current) this.current.noncurrentSince = this.day;
    this.versions.push({ isDeleteMarker, madeOn: this.day });
  }

  /** Lets days pass. */
  pass(days: number): this {
    for (let passed = 0; passed < days; passed++) {
      this.day++;
      for (const rule of this.rules) this.run(rule);
    }
    return this;
  }

  get current(): Version | undefined {
    return this.versions.at(-1);
  }

  /** Versions with bytes, and delete markers. */
  get left(): { bytes: number; markers: number } {
    const markers = this.versions.filter(({ isDeleteMarker }) => isDeleteMarker).length;
    return { bytes: this.versions.length - markers, markers };
  }

  private run(rule: Rule): void {
    const { current } = this;
    const { ExpirationInDays, NoncurrentVersionExpiration } = rule;
    const isOldEnough =
      current && ExpirationInDays !== undefined && this.day - current.madeOn >= ExpirationInDays;
    if (isOldEnough && !current.isDeleteMarker) this.replace(true);
    if (NoncurrentVersionExpiration) {
      this.versions = this.versions.filter(
        ({ noncurrentSince }) =>
          noncurrentSince === undefined ||
          this.day - noncurrentSince < NoncurrentVersionExpiration.NoncurrentDays,
      );
    }
    const isAlone = this.versions.length === 1 && this.versions[0]!.isDeleteMarker;
    if (isAlone && (isOldEnough || rule.ExpiredObjectDeleteMarker)) this.versions = [];
  }
}
