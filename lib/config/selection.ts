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

/**
 * Reads the settings given as `-c name=value`.
 *
 * @param context - All context of the app. Names with a colon or a slash belong to the CDK.
 * @returns The settings, and `problems` for unknown names and for values that are not text.
 */
export function readSelection(context: Record<string, unknown>): ConfigSelection {
  const names = Object.keys(SETTINGS);
  const entries = Object.entries(context).filter(([name]) => !/[:/]/.test(name));
  const problems = entries.flatMap(([name, value]) => {
    if (!names.includes(name)) {
      return [
        error(`-c ${name}`, `is not a setting here; use ${names.join(', ')}.${didYouMean(name, names)}`),
      ];
    }
    return typeof value === 'string' && value !== ''
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
