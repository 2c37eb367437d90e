/** How a job ends, whatever its outcome. */
export interface Ending {
  /** Whether the fleet keeps its size. */
  readonly keep: boolean;
  /** Longest time for a last checkpoint, in seconds. */
  readonly checkpointSeconds: number;
}
