import type { PropertyDifference } from './comparison';

/** A property of a resource that the account does not have as the template asks for it. */
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
  /** Number of values in the templates that are not compared for it. */
  readonly values: number;
  /** Whether the account has the same everywhere, so that it could be compared. */
  readonly stale: boolean;
}

/** A stack that was read back. */
export interface StackReading {
  readonly stackName: string;
  readonly resources: number;
  /** Values of the template that the account has too. */
  readonly equal: number;
  /** Values of the template that are not compared. */
  readonly notModelled: number;
  readonly differences: readonly Difference[];
}

/** The result of a read-back. */
export interface ReadBackReport {
  readonly stacks: readonly StackReading[];
  readonly exclusions: readonly Exclusion[];
}
