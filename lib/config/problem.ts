/** An error or a warning about the configuration. */
export interface Problem {
  /** Dotted path of the setting, for example `cluster.nodeGroups.gpu.max`. */
  readonly path: string;
  /** The value, what is allowed, and how to fix it, as one sentence without the path. */
  readonly message: string;
  /** Errors stop the synth. Warnings are shown at every synth and do not stop it. */
  readonly severity: 'error' | 'warning';
  /**
   * Paths of other settings that the problem comes from: a subnet is outside the VPC because of both ranges.
   * @default the settings beside the path
   */
  readonly dependsOn?: readonly string[];
}

/** Returns an error about one setting, and perhaps others that it does not agree with. */
export function error(path: string, message: string, dependsOn?: readonly string[]): Problem {
  return { path, message, severity: 'error', ...(dependsOn && { dependsOn }) };
}

/** Returns a warning about one setting, and perhaps others that it does not agree with. */
export function warning(path: string, message: string, dependsOn?: readonly string[]): Problem {
  return { path, message, severity: 'warning', ...(dependsOn && { dependsOn }) };
}

/** Whether any of the problems stops the synth. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** Formats problems for a terminal: one line each, in the order given. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ path, message }) => `  ${printable(path ? `${path}: ${message}` : message)}`)
    .join('\n');
}

/** Values come from files: a line break or an escape sequence in one must not forge lines of the report. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Thrown when a configuration cannot be used. Carries every problem that was found, not only the first. */
export class ConfigError extends Error {
  /** @param problems - At least one problem of severity `error`. */
  constructor(readonly problems: readonly Problem[]) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    const count = errors.length === 1 ? '1 problem' : `${errors.length} problems`;
    super(`The configuration has ${count}:\n${formatProblems(errors)}`);
    this.name = 'ConfigError';
  }
}
