import type { ConfigSelection } from './load';
import { error } from './problem';
import { show } from './show';
import { didYouMean } from './spelling';

/** Names of the command-line settings and their fields. */
const SETTINGS = {
  environment: 'environment',
  region: 'region',
  clusterName: 'clusterName',
  config: 'configFile',
} as const;

/** The settings of `-c`. */
export const settingNames: readonly string[] = Object.keys(SETTINGS);

/** Context that the CDK CLI writes into cdk.json and cdk.context.json. */
const OF_THE_CDK = ['acknowledged-issue-numbers', 'cli-telemetry'];

/**
 * Reads the settings given as `-c name=value`.
 *
 * @param context - All context of the app. Names with a colon or a slash belong to the CDK.
 * @returns The settings, and `problems` for unknown names and for values that are not text.
 */
export function readSelection(context: Record<string, unknown>): ConfigSelection {
  const names = settingNames;
  const entries = Object.entries(context).filter(([name]) => isOurs(name));
  const problems = entries.flatMap(([name, value]) => {
    if (!names.includes(name)) {
      return [
        error(`-c ${name}`, `is not a setting here; use ${names.join(', ')}.${didYouMean(name, names)}`),
      ];
    }
    if (value === '') return [error(`-c ${name}`, `is empty; write -c ${name}=VALUE.`)];
    return typeof value === 'string'
      ? []
      : [error(`-c ${name}`, `${show(value)} is not text; write -c ${name}=VALUE.`)];
  });
  const settings = entries.flatMap(([name, value]) =>
    names.includes(name) && typeof value === 'string' && value !== ''
      ? [[SETTINGS[name as keyof typeof SETTINGS], value]]
      : [],
  );
  return { ...(Object.fromEntries(settings) as ConfigSelection), problems };
}

/** Names with a colon or a slash belong to the CDK, unless a part of them is the name of a setting. */
function isOurs(name: string): boolean {
  if (OF_THE_CDK.includes(name) || name.startsWith('@')) return false;
  const parts = name.split(/[:/]/);
  return parts.length === 1 || parts.some((part) => settingNames.includes(part));
}
