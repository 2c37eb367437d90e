import { checkConfig } from './checks';
import { completeConfig } from './complete';
import { environments } from './environments';
import { merge } from './merge';
import { readOverlay } from './overlay';
import { valueAt } from './path';
import { checkPlaceholders } from './placeholders';
import { ConfigError, error, hasErrors, type ConfigTarget, type Problem } from './problem';
import { senseProblems } from './sense-problems';
import { platformSchema, type PlatformConfig, type PlatformInput } from './schema/platform';
import { schemaProblems } from './schema-problems';
import { show } from './show';
import { didYouMean } from './spelling';

/** Command-line options: `-c environment=`, `-c region=`, `-c clusterName=`, `-c config=`. */
export interface ConfigSelection {
  /** @default 'production' */
  readonly environment?: string;
  /** @default the region of the environment */
  readonly region?: string;
  /** @default the cluster name of the environment */
  readonly clusterName?: string;
  /**
   * Path of a YAML or JSON file that is merged over the environment.
   * @default none
   */
  readonly configFile?: string;
  /**
   * Account of the credentials in use. If the environment has an account, both must be the same.
   * @default unknown
   */
  readonly credentialsAccount?: string;
  /**
   * Problems of the command line, reported with all others.
   * @default nothing
   */
  readonly problems?: readonly Problem[];
}

/** A valid configuration and its warnings. */
export interface LoadedConfig {
  readonly config: PlatformConfig;
  readonly warnings: readonly Problem[];
}

/**
 * Loads an environment, merges the configuration file and the command-line settings over it, and checks the result.
 *
 * @throws ConfigError with every problem, if there is any: of the command line, of the file, and of the settings.
 */
export function loadConfig(selection: ConfigSelection = {}): LoadedConfig {
  const { region, clusterName, configFile, credentialsAccount } = selection;
  const problems = [...(selection.problems ?? [])];
  const environment = attempt(problems, () => findEnvironment(selection.environment ?? 'production'));
  const overlay = attempt(problems, () => (configFile === undefined ? {} : readOverlay(configFile)));
  const input =
    environment &&
    [overlay, region && { region }, clusterName && { cluster: { name: clusterName } }]
      .filter((settings) => settings !== undefined && settings !== '')
      .reduce<unknown>(merge, environment);
  const loaded = environment && attempt(problems, () => parseConfig(input, credentialsAccount, environment));
  if (loaded && problems.length === 0) return loaded;
  throw new ConfigError(problems, overlay && targetOf(input, credentialsAccount));
}

/** What a configuration acts on, if it says so in a form that can be shown. */
function targetOf(input: unknown, credentialsAccount: string | undefined): ConfigTarget | undefined {
  const [environment, region, account = credentialsAccount] = ['environment', 'region', 'account'].map(
    (name) => {
      const value = valueAt(input, [name]);
      return typeof value === 'string' && /^[\w-]{1,40}$/.test(value) ? value : undefined;
    },
  );
  return environment && region ? { environment, region, account } : undefined;
}

/**
 * Checks a complete configuration: first against the schema, then semantically.
 *
 * @param input - Settings of the user, merged over an environment.
 * @param credentialsAccount - Account of the credentials in use, if known.
 * @param base - The environment that the input is based on. If given, semantic checks run even when parts of the input
 * fail schema validation.
 * @throws ConfigError with every problem, if there is any: first those of the schema, then the semantic ones.
 */
export function parseConfig(input: unknown, credentialsAccount?: string, base?: PlatformInput): LoadedConfig {
  const parsed = platformSchema.safeParse(input);
  if (!parsed.success) {
    const wrong = schemaProblems(parsed.error.issues, input);
    const paths = new Set(wrong.map(({ path }) => path));
    throw new ConfigError([
      ...wrong,
      ...checkPlaceholders(input).filter(({ path }) => !paths.has(path)),
      ...senseProblems(input, base, credentialsAccount),
    ]);
  }
  const { config, warnings } = completeConfig(parsed.data, base);
  const problems = [...warnings, ...checkPlaceholders(input), ...checkConfig(config, credentialsAccount)];
  if (hasErrors(problems)) throw new ConfigError(problems);
  return { config, warnings: problems };
}

/** Runs a part and collects its problems, so that all parts are checked before any problem is reported. */
function attempt<T>(problems: Problem[], part: () => T): T | undefined {
  try {
    return part();
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    problems.push(...cause.problems);
    return undefined;
  }
}

function findEnvironment(name: string): PlatformInput {
  if (Object.hasOwn(environments, name)) return environments[name as keyof typeof environments];
  const names = Object.keys(environments);
  throw new ConfigError([
    error(
      'environment',
      `${show(name)} is not an environment; use ${names.join(', ')}.${didYouMean(name, names)}`,
    ),
  ]);
}
