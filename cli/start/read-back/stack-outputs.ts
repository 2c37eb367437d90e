import { paginateListExports, type Stack } from '@aws-sdk/client-cloudformation';
import { AwsAccount } from '../aws-account';

/** Stacks of an account in all regions, each described once. */
export class StackOutputs {
  private readonly stacks = new Map<string, Promise<Stack>>();
  private exportValues: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(private readonly account: AwsAccount) {}

  /** @throws Error if there is no such stack. */
  stack(name: string, region: string): Promise<Stack> {
    const key = `${region}/${name}`;
    const stack = this.stacks.get(key) ?? this.describe(name, region);
    this.stacks.set(key, stack);
    return stack;
  }

  /** Value of an output, for Fn::GetStackOutput. */
  async value(stackName: string, region: string, name: string): Promise<string> {
    const { Outputs } = await this.stack(stackName, region);
    const value = Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    if (value === undefined) throw new Error(`${stackName} in ${region} has no output ${name}`);
    return value;
  }

  /**
   * Value of an export of the account's region, for Fn::ImportValue.
   *
   * @throws Error if nothing is exported by that name.
   */
  async exported(name: string): Promise<string> {
    const value = (await this.exports()).get(name);
    if (value === undefined) throw new Error(`nothing is exported as ${name}`);
    return value;
  }

  private exports(): Promise<ReadonlyMap<string, string>> {
    return (this.exportValues ??= this.listExports());
  }

  private async listExports(): Promise<ReadonlyMap<string, string>> {
    const values = new Map<string, string>();
    const pages = paginateListExports({ client: this.account.cloudFormation }, {});
    for await (const { Exports: exports = [] } of pages) {
      for (const { Name: name, Value: value } of exports) values.set(name!, value!);
    }
    return values;
  }

  private async describe(name: string, region: string): Promise<Stack> {
    const { endpoint, id } = this.account;
    const account = region === this.account.region ? this.account : new AwsAccount(endpoint, region, id);
    const { Stacks } = await account.cloudFormation.describeStacks({ StackName: name });
    const stack = Stacks?.[0];
    if (!stack) throw new Error(`There is no stack ${name} in ${region}`);
    return stack;
  }
}
