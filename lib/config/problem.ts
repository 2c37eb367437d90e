/** An error or a warning about the configuration. */
export interface Problem {
  /** Dotted path of the setting, for example `cluster.nodeGroups.gpu.max`. */
  readonly path: string;
  /** The value, what is allowed, and how to fix it, as one sentence without the path. */
  readonly message: string;
  /** An error stops the synth; a warning is only shown. */
  readonly severity: 'error' | 'warning';
  /**
   * Paths of other settings that contribute to the problem: a subnet is outside the VPC because of both ranges.
   * @default the settings beside the path
   */
  readonly dependsOn?: readonly string[];
}

/** Creates an error about one setting, and the others that contribute to it. */
export function error(path: string, message: string, dependsOn?: readonly string[]): Problem {
  return { path, message, severity: 'error', ...(dependsOn && { dependsOn }) };
}

/** Creates a warning about one setting, and the others that contribute to it. */
export function warning(path: string, message: string, dependsOn?: readonly string[]): Problem {
  return { path, message, severity: 'warning', ...(dependsOn && { dependsOn }) };
}

/** Whether any of the problems stops the synth. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** Formats problems for a terminal, one per line. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ path, message }) => `  ${printable(path ? `${path}: ${message}` : message)}`)
    .join('\n');
}

/** Escapes control characters: a value from a file must not forge lines of the report. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** More would scroll the first ones out of sight. */
const MOST_SHOWN = 50;

/** The platform that a configuration describes. */
export interface ConfigTarget {
  readonly environment: string;
  /** Undefined without credentials. */
  readonly account: string | undefined;
  readonly region: string;
}

/** Thrown when a configuration cannot be used, with every problem found. */
export class ConfigError extends Error {
  /**
   * @param problems - At least one problem of severity `error`.
   * @param target - The platform, if the configuration says which.
   */
  constructor(
    readonly problems: readonly Problem[],
    readonly target?: ConfigTarget,
  ) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    const count = errors.length === 1 ? '1 problem' : `${errors.length} problems`;
    const more = errors.length - MOST_SHOWN;
    const rest = more > 0 ? `\n  and ${more} more; correct these first.` : '';
    super(`The configuration has ${count}:\n${formatProblems(errors.slice(0, MOST_SHOWN))}${rest}`);
    this.name = 'ConfigError';
  }
}
