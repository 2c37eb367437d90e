/** Resolves references in a template. */
export interface Scope {
  /** Value of a parameter or pseudo parameter, or physical id of a resource. Undefined for AWS::NoValue. */
  ref(name: string): Promise<unknown>;
  /** Value of Fn::GetAtt. */
  attribute(logicalId: string, name: string): Promise<unknown>;
  /** Value of an output of another stack. */
  output(stackName: string, region: string | undefined, name: string): Promise<unknown>;
  /** Value of an export of the region. */
  exported(name: string): Promise<unknown>;
  /** Whether a condition of the template holds. */
  condition(name: string): Promise<boolean>;
}

type Intrinsic = (argument: unknown, scope: Scope) => Promise<unknown>;

/**
 * Replaces the intrinsic functions of a part of a template by their values.
 *
 * @returns The value, without members that are AWS::NoValue.
 * @throws Error on a function that it does not know.
 */
export async function resolve(value: unknown, scope: Scope): Promise<unknown> {
  if (Array.isArray(value)) {
    const members = await Promise.all(value.map((member) => resolve(member, scope)));
    return members.filter((member) => member !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1 && isFunction(first[0])) return call(first[0], first[1], scope);
  const resolved = await Promise.all(
    entries.map(async ([name, member]) => [name, await resolve(member, scope)] as const),
  );
  return Object.fromEntries(resolved.filter(([, member]) => member !== undefined));
}

/** Evaluates a condition of a template. */
export async function holds(condition: unknown, scope: Scope): Promise<boolean> {
  if (typeof condition === 'object' && condition !== null && 'Condition' in condition) {
    return scope.condition(String(condition.Condition));
  }
  return (await resolve(condition, scope)) === true;
}

function isFunction(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

function call(name: string, argument: unknown, scope: Scope): Promise<unknown> {
  const intrinsic = INTRINSICS[name];
  if (!intrinsic) {
    throw new Error(
      `The read-back does not know ${name}: add it to INTRINSICS in cli/start/read-back/intrinsics.ts`,
    );
  }
  return intrinsic(argument, scope);
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(String(name)),
  'Fn::GetAtt': getAttribute,
  'Fn::GetStackOutput': async (argument, scope) => {
    const { StackName, Region, OutputName } = (await resolve(argument, scope)) as Record<string, string>;
    return scope.output(String(StackName), Region, String(OutputName));
  },
  'Fn::ImportValue': async (argument, scope) => scope.exported(String(await resolve(argument, scope))),
  'Fn::Join': async (argument, scope) => {
    const [separator, parts] = (await resolve(argument, scope)) as [string, unknown[]];
    return parts.map(String).join(separator);
  },
  'Fn::Split': async (argument, scope) => {
    const [separator, text] = (await resolve(argument, scope)) as [string, string];
    return text.split(separator);
  },
  'Fn::Select': async (argument, scope) => {
    const [index, members] = (await resolve(argument, scope)) as [number | string, unknown[]];
    const member = members[Number(index)];
    // Without a value the property would not be compared.
    if (member === undefined)
      throw new Error(`Fn::Select: ${JSON.stringify(members)} has no member ${index}`);
    return member;
  },
  'Fn::Base64': async (argument, scope) =>
    Buffer.from(String(await resolve(argument, scope))).toString('base64'),
  'Fn::Sub': substitute,
  'Fn::If': async (argument, scope) => {
    const [name, yes, no] = argument as [string, unknown, unknown];
    return resolve((await scope.condition(name)) ? yes : no, scope);
  },
  'Fn::Equals': async (argument, scope) => {
    const [left, right] = (await resolve(argument, scope)) as unknown[];
    return String(left) === String(right);
  },
  'Fn::Not': async (argument, scope) => !(await holds((argument as unknown[])[0], scope)),
  'Fn::And': async (argument, scope) => (await allHold(argument, scope)).every(Boolean),
  'Fn::Or': async (argument, scope) => (await allHold(argument, scope)).some(Boolean),
};

function allHold(conditions: unknown, scope: Scope): Promise<boolean[]> {
  return Promise.all((conditions as unknown[]).map((condition) => holds(condition, scope)));
}

async function getAttribute(argument: unknown, scope: Scope): Promise<unknown> {
  const path = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  const [logicalId = '', ...name] = path;
  return scope.attribute(logicalId, name.join('.'));
}

/** Evaluates both forms of Fn::Sub: text, or text with a map of variables. */
async function substitute(argument: unknown, scope: Scope): Promise<string> {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
    string,
    Record<string, unknown>,
  ];
  const parts = text.split(/\$\{([^}]+)\}/);
  const replaced = parts.map(async (part, index) => {
    if (index % 2 === 0) return part;
    // ${!Name} is how a template writes a literal ${Name}.
    if (part.startsWith('!')) return `\${${part.slice(1)}}`;
    if (Object.hasOwn(variables, part)) return resolve(variables[part], scope);
    return part.includes('.') ? getAttribute(part, scope) : scope.ref(part);
  });
  return (await Promise.all(replaced)).map(String).join('');
}
