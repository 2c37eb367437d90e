/**
 * Environment variables of the functions in lambda/, by the name of their folder. `PlatformFunction` sets exactly
 * these, and the function reads them with {@link readVariables}.
 */
export const FUNCTION_VARIABLES = {
  'deletion-protection': [],
  interruption: ['STACK_NAME', 'TABLE_NAME', 'TOPIC_ARN'],
  'add-on-version': [],
  'idle-scale-in': ['ALARM_NAME', 'GROUP_NAME'],
  'on-demand-fallback': ['ALARM_NAME', 'GROUP_NAME', 'ON_DEMAND_BASE'],
  'scale-in-release': [],
  'spot-requests': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A function in lambda/. */
export type FunctionName = keyof typeof FUNCTION_VARIABLES;

type Variable<Name extends FunctionName> = (typeof FUNCTION_VARIABLES)[Name][number];

/** Exactly the variables of one function, with their values. */
export type FunctionVariables<Name extends FunctionName> = Readonly<Record<Variable<Name>, string>> & {
  readonly [Other in Exclude<Variable<FunctionName>, Variable<Name>>]?: never;
};

/**
 * Reads the variables of a function from its environment.
 *
 * @throws Error naming the variable that is missing or empty.
 */
export function readVariables<Name extends FunctionName>(
  name: Name,
  environment: Readonly<Record<string, string | undefined>>,
): FunctionVariables<Name> {
  const entries = FUNCTION_VARIABLES[name].map((variable) => {
    const value = environment[variable];
    if (!value) throw new Error(`The environment variable ${variable} is not set.`);
    return [variable, value] as const;
  });
  return Object.fromEntries(entries) as FunctionVariables<Name>;
}
