/** A property that differs between the template and the account. */
export interface PropertyDifference {
  /** Names and indices, such as `SecurityGroupEgress[0].Description`. */
  readonly path: string;
  /** Undefined for a list member that is not in the template. */
  readonly expected: unknown;
  /** Undefined if it is not in the account. */
  readonly actual: unknown;
}

/** A property that the table `notModelled` of a reader excludes from the comparison. */
export interface NotCompared {
  /** The entry of the table. */
  readonly entry: string;
  /** Number of its values in the template. */
  readonly values: number;
  /** Whether the account has the same values, so the entry is not needed. */
  readonly equal: boolean;
}

/** Result of a comparison. */
export interface Comparison {
  /** Number of values that are equal in the template and the account. */
  readonly equal: number;
  readonly differences: readonly PropertyDifference[];
  readonly notModelled: readonly NotCompared[];
}
