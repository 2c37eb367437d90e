import type { ConfigSelection } from './load';
import { error } from './problem';
import { show } from './show';
import { didYouMean } from './spelling';

/** Names of the settings on the command line, and what they set. */
const SETTINGS = {
  environment: 'environment',
  region: 'region',
  clusterName: 'clusterName',
  config: 'configFile',
} as const;

/**
 * Reads the choices made with `-c name=value`.
 *
 * @param context - All context of the app. Names with a colon or a slash belong to the CDK.
 * @returns The settings, and as `problems` every name that sets nothing and every value that is no text.
 */
export function readSelection(context: Record<string, unknown>): ConfigSelection {
  const names = Object.keys(SETTINGS);
  const entries = Object.entries(context).filter(([name]) => !/[:/]/.test(name));
  const problems = entries.flatMap(([name, value]) => {
    if (!names.includes(name)) {
      return [error(`-c ${name}`, `sets nothing here; use ${names.join(', ')}.${didYouMean(name, names)}`)];
    }
    return typeof value === 'string' && value !== ''
      ? []
      : [error(`-c ${name}`, `${show(value)} is not a text; write -c ${name}=VALUE.`)];
  });
  const settings = entries.flatMap(([name, value]) =>
    names.includes(name) && typeof value === 'string' && value !== ''
      ? [[SETTINGS[name as keyof typeof SETTINGS], value]]
      : [],
  );
  return { ...(Object.fromEntries(settings) as ConfigSelection), problems };
}
