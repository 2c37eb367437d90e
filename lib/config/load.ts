import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { checkConfig } from './checks';
import { environments } from './environments';
import { merge } from './merge';
import { ConfigError, error, type Problem } from './problem';
import { platformSchema, type PlatformConfig } from './schema/platform';
import { schemaProblems, show } from './schema-problems';
import { didYouMean } from './spelling';

/** What a person chooses on the command line: `-c environment=`, `-c region=`, `-c clusterName=`, `-c config=`. */
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
   * The account of the credentials in use, when known. It must be the account of the environment, if that has one.
   * @default unknown
   */
  readonly credentialsAccount?: string;
}

/** A configuration that can be used, and what there is to say about it. */
export interface LoadedConfig {
  readonly config: PlatformConfig;
  readonly warnings: readonly Problem[];
}

/**
 * Loads one environment, merges the file and the single settings over it, and checks the result.
 *
 * @throws ConfigError with every problem, if there is any.
 */
export function loadConfig(selection: ConfigSelection = {}): LoadedConfig {
  const problems: Problem[] = [];
  const environment = readEnvironment(selection.environment ?? 'production', problems);
  const overlay = selection.configFile === undefined ? {} : readOverlay(selection.configFile, problems);
  if (problems.length > 0) throw new ConfigError(problems);

  let input = merge(environment, overlay);
  if (selection.region !== undefined) input = merge(input, { region: selection.region });
  if (selection.clusterName !== undefined) input = merge(input, { cluster: { name: selection.clusterName } });
  return parseConfig(input, selection.credentialsAccount);
}

/**
 * Checks a complete configuration: first its form, then, where the form allows it, its sense.
 *
 * @throws ConfigError with every problem, if there is any.
 */
export function parseConfig(input: unknown, credentialsAccount?: string): LoadedConfig {
  const parsed = platformSchema.safeParse(input);
  if (!parsed.success) throw new ConfigError(schemaProblems(parsed.error.issues, input));

  const config = completeZones(parsed.data);
  const problems = checkConfig(config, credentialsAccount);
  if (problems.some(({ severity }) => severity === 'error')) throw new ConfigError(problems);
  return { config, warnings: problems };
}

/** Writes every Availability Zone in full, so that one form is all the rest has to know. */
function completeZones(config: PlatformConfig): PlatformConfig {
  const complete = (zone: string) => (zone.length === 1 ? `${config.region}${zone}` : zone);
  const zones = config.network.zones.map((zone) => ({ ...zone, name: complete(zone.name) }));
  const workstations = Object.fromEntries(
    Object.entries(config.training.workstations).map(([name, workstation]) => [
      name,
      { ...workstation, ...(workstation.zone && { zone: complete(workstation.zone) }) },
    ]),
  );
  return { ...config, network: { ...config.network, zones }, training: { ...config.training, workstations } };
}

function readEnvironment(name: string, problems: Problem[]): unknown {
  const names = Object.keys(environments);
  if (Object.hasOwn(environments, name)) return environments[name as keyof typeof environments];
  problems.push(
    error(
      'environment',
      `${show(name)} is not an environment; use ${names.join(', ')}.${didYouMean(name, names)}`,
    ),
  );
  return {};
}

function readOverlay(file: string, problems: Problem[]): unknown {
  const extension = extname(file).toLowerCase();
  if (!['.yaml', '.yml', '.json'].includes(extension)) {
    problems.push(
      error('config', `${show(file)} is not a configuration file; give a .yaml, .yml or .json file.`),
    );
    return {};
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      { ENOENT: 'does not exist', EACCES: 'is not readable', EISDIR: 'is a folder' }[code ?? ''] ??
      `cannot be read (${code})`;
    problems.push(error('config', `${show(file)} ${reason}; give the path of a readable YAML or JSON file.`));
    return {};
  }
  try {
    const overlay: unknown = extension === '.json' ? JSON.parse(text) : parseYaml(text);
    if (typeof overlay === 'object' && overlay !== null && !Array.isArray(overlay)) return overlay;
    problems.push(
      error(
        'config',
        `${show(file)} does not hold a map of settings; start it with a setting such as region: eu-west-1.`,
      ),
    );
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    problems.push(
      error(
        'config',
        `${show(file)} is not valid ${extension === '.json' ? 'JSON' : 'YAML'} (${reason}); correct the file.`,
      ),
    );
  }
  return {};
}
