/** The record of a promotion, beside the files of a release. */
export interface ReleaseRecord {
  /** Where the files came from. */
  readonly source: string;
  /** ARN of the user or role that released the model. */
  readonly promotedBy: string;
  /** ISO date and time. */
  readonly promotedAt: string;
  readonly bytes: number;
  readonly files: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
    /** Version of the object that was copied; none for a file of a computer. */
    readonly version?: string | undefined;
  }[];
}
