export { loadConfig, parseConfig, type ConfigSelection, type LoadedConfig } from './load';
export { ConfigError, formatProblems, type Problem } from './problem';
export * from './schema/platform';
