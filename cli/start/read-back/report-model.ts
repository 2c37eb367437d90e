import type { PropertyDifference } from './comparison';

/** A property of a resource that differs between the template and the account. */
export interface Difference extends PropertyDifference {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
}

/** A property of a type that is not compared. */
export interface Exclusion {
  readonly type: string;
  readonly path: string;
  readonly reason: string;
  /** Number of values in the templates that are not compared because of it. */
  readonly values: number;
  /** Whether all these values are equal in the account, so that they could be compared. */
  readonly stale: boolean;
}

/** A stack that was read back. */
export interface StackReading {
  readonly stackName: string;
  readonly resources: number;
  /** Number of values that are equal in the template and the account. */
  readonly equal: number;
  /** Number of values in the template that are not compared. */
  readonly notModelled: number;
  readonly differences: readonly Difference[];
}

/** The result of a read-back. */
export interface ReadBackReport {
  readonly stacks: readonly StackReading[];
  readonly exclusions: readonly Exclusion[];
}
