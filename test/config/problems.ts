import { ConfigError, parseConfig, type Problem } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';

export type EnvironmentName = keyof typeof environments;
export const environmentNames = Object.keys(environments) as EnvironmentName[];

/** The problems of an environment with an overlay. */
export function problemsOf(
  overlay: unknown,
  environment: EnvironmentName = 'production',
  account?: string,
): readonly Problem[] {
  const base = environments[environment];
  return thrownBy(() => parseConfig(merge(base, overlay), account, base));
}

/** The problems that a call reports; none when it succeeds. Anything but a ConfigError is passed on. */
export function thrownBy(call: () => unknown): readonly Problem[] {
  try {
    call();
    return [];
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return cause.problems;
  }
}

/** The lines that a user reads, without the headline. */
export function linesOf(problems: readonly Problem[]): string[] {
  if (problems.length === 0) return [];
  return new ConfigError(problems).message.split('\n').slice(1);
}

export const errorPaths = (problems: readonly Problem[]): string[] =>
  problems.filter(({ severity }) => severity === 'error').map(({ path }) => path);

/**
 * Warnings that every environment has until its user decides: who administers the cluster, and whether pods need one zone.
 */
const OPEN_DECISION = /^cluster\.(adminArns|nodeGroups\.[^.]+\.zones)$/;

export const withoutOpenDecisions = (problems: readonly Problem[]): Problem[] =>
  problems.filter(({ path, severity }) => severity === 'error' || !OPEN_DECISION.test(path));
