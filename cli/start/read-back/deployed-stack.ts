import type { Stack } from '@aws-sdk/client-cloudformation';
import type { AwsAccount } from '../aws-account';
import { ifFound } from './if-found';
import { holds, resolve, type Scope } from './intrinsics';
import type { DeployedResource, Properties, Reader, Reading } from './reader';
import type { StackOutputs } from './stack-outputs';

interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly Condition?: string;
}

/** A deployed stack: its template, and the values that its references resolve to in the account. */
export class DeployedStack implements Scope {
  private readonly resources = new Map<string, Promise<DeployedResource>>();
  private readonly readings = new Map<string, Promise<Reading | undefined>>();

  private constructor(
    readonly name: string,
    private readonly account: AwsAccount,
    private readonly readers: Readonly<Record<string, Reader>>,
    private readonly outputs: StackOutputs,
    private readonly stack: Stack,
    private readonly template: Template,
    private readonly physicalIds: ReadonlyMap<string, string>,
  ) {}

  /**
   * Loads a stack from CloudFormation.
   *
   * @throws Error if its template has a type without a reader.
   */
  static async load(
    name: string,
    account: AwsAccount,
    readers: Readonly<Record<string, Reader>>,
    outputs: StackOutputs,
  ): Promise<DeployedStack> {
    const [stack, { TemplateBody }, physicalIds] = await Promise.all([
      outputs.stack(name, account.region),
      account.cloudFormation.getTemplate({ StackName: name, TemplateStage: 'Original' }),
      listPhysicalIds(name, account),
    ]);
    const template = JSON.parse(TemplateBody ?? '{"Resources":{}}') as Template;
    for (const { Type } of Object.values(template.Resources)) {
      if (!readers[Type]) throw new Error(`no reader for ${Type}: add one in cli/start/read-back/readers`);
    }
    return new DeployedStack(name, account, readers, outputs, stack, template, physicalIds);
  }

  /** Logical ids of the resources whose condition holds. */
  async logicalIds(): Promise<string[]> {
    return (await this.present(this.template.Resources)).map(([id]) => id);
  }

  /** The outputs, as resolved from the resources that were read, and as CloudFormation returns them. */
  async outputValues(): Promise<{ expected: Properties; actual: Properties }> {
    const expected = await Promise.all(
      (await this.present(this.template.Outputs ?? {})).map(
        async ([name, { Value }]) => [name, await resolve(Value, this)] as const,
      ),
    );
    const actual = (this.stack.Outputs ?? []).map(
      ({ OutputKey, OutputValue }) => [OutputKey, OutputValue] as const,
    );
    return { expected: Object.fromEntries(expected), actual: Object.fromEntries(actual) as Properties };
  }

  /** Type of a resource in the template. */
  type(logicalId: string): string {
    return this.declared(logicalId).Type;
  }

  /** Whether CloudFormation lists a resource in the stack. */
  has(logicalId: string): boolean {
    return this.physicalIds.has(logicalId);
  }

  /** A resource with its properties from the template, references resolved. */
  resource(logicalId: string): Promise<DeployedResource> {
    return once(this.resources, logicalId, async () => ({
      stackName: this.name,
      logicalId,
      type: this.type(logicalId),
      physicalId: this.physicalId(logicalId),
      properties: (await resolve(this.declared(logicalId).Properties ?? {}, this)) as Properties,
    }));
  }

  /** All expected properties of a resource: its own, and those implied by other resources. */
  async asked(logicalId: string): Promise<Properties> {
    const resource = await this.resource(logicalId);
    const others = await this.reader(logicalId).impliedProperties?.(resource, this.account);
    return { ...others, ...resource.properties };
  }

  /** A resource as the account describes it; read once. */
  reading(logicalId: string): Promise<Reading | undefined> {
    return once(this.readings, logicalId, async () =>
      this.reader(logicalId).read(await this.resource(logicalId), this.account),
    );
  }

  /** The reader for the type of a resource. */
  reader(logicalId: string): Reader {
    const type = this.type(logicalId);
    const reader = this.readers[type];
    if (!reader) throw new Error(`no reader for ${type}`);
    return reader;
  }

  ref(name: string): Promise<unknown> {
    if (name.startsWith('AWS::')) return Promise.resolve(this.pseudoParameter(name));
    const parameter = this.stack.Parameters?.find(({ ParameterKey }) => ParameterKey === name);
    if (!parameter) return Promise.resolve(this.physicalId(name));
    return this.parameter(name, parameter.ParameterValue ?? '', parameter.ResolvedValue);
  }

  async attribute(logicalId: string, name: string): Promise<string> {
    const value = (await this.reading(logicalId))?.attributes?.[name];
    if (value === undefined) {
      throw new Error(`${this.name}/${logicalId} (${this.type(logicalId)}) has no attribute ${name}`);
    }
    return value;
  }

  output(stackName: string, region: string | undefined, name: string): Promise<string> {
    return this.outputs.value(stackName, region ?? this.account.region, name);
  }

  exported(name: string): Promise<string> {
    return this.outputs.exported(name);
  }

  condition(name: string): Promise<boolean> {
    const condition = this.template.Conditions?.[name];
    if (condition === undefined) throw new Error(`${this.name} has no condition ${name}`);
    return holds(condition, this);
  }

  private async present<T extends { readonly Condition?: string }>(
    members: Readonly<Record<string, T>>,
  ): Promise<[string, T][]> {
    const entries = Object.entries(members);
    const present = await Promise.all(
      entries.map(async ([, { Condition }]) => Condition === undefined || this.condition(Condition)),
    );
    return entries.filter((_, index) => present[index]);
  }

  private declared(logicalId: string): TemplateResource {
    const resource = this.template.Resources[logicalId];
    if (!resource) throw new Error(`${this.name} has no resource ${logicalId} in its template`);
    return resource;
  }

  private physicalId(logicalId: string): string {
    const id = this.physicalIds.get(logicalId);
    if (id === undefined) throw new Error(`${this.name} has no resource ${logicalId}`);
    return id;
  }

  private pseudoParameter(name: string): unknown {
    const values: Record<string, unknown> = {
      'AWS::AccountId': this.account.id,
      'AWS::Region': this.account.region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': this.name,
      'AWS::StackId': this.stack.StackId,
      'AWS::NoValue': undefined,
    };
    if (!(name in values)) throw new Error(`The read-back does not know the pseudo parameter ${name}`);
    return values[name];
  }

  /** Resolves a parameter that names an SSM parameter to the value of the latter. */
  private async parameter(name: string, value: string, resolved: string | undefined): Promise<string> {
    if (resolved !== undefined) return resolved;
    const type = this.template.Parameters?.[name]?.Type ?? '';
    if (!type.startsWith('AWS::SSM::Parameter::Value')) return value;
    // Text that is not the name of a parameter is already the value.
    const found = await ifFound(this.account.ssm.getParameter({ Name: value }));
    return found?.Parameter?.Value ?? value;
  }
}

async function listPhysicalIds(stackName: string, account: AwsAccount): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await account.cloudFormation.listStackResources({ StackName: stackName, NextToken });
    for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ??
      []) {
      if (LogicalResourceId && PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE') {
        ids.set(LogicalResourceId, PhysicalResourceId);
      }
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return ids;
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
