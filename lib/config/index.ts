export { loadConfig, parseConfig, type ConfigSelection, type LoadedConfig } from './load';
export { ConfigError, formatProblems, type ConfigTarget, type Problem } from './problem';
export * from './schema/platform';
