import { leftColumns } from '../../lib/table/table';
import { textTable } from '../../lib/table/text-table';
import type { AwsAccount } from './aws-account';

/** An output of a deployed stack. */
export interface StackOutput {
  readonly stack: string;
  readonly output: string;
  readonly value: string;
}

/** Reads the outputs of some stacks from the account. */
export async function stackOutputs(
  account: AwsAccount,
  stackNames: readonly string[],
): Promise<StackOutput[]> {
  const answers = await Promise.all(
    stackNames.map((StackName) => account.cloudFormation.describeStacks({ StackName })),
  );
  return answers
    .flatMap(({ Stacks }) => Stacks ?? [])
    .flatMap(({ StackName, Outputs }) =>
      (Outputs ?? []).map(({ OutputKey, OutputValue }) => ({
        stack: StackName ?? '',
        output: OutputKey ?? '',
        value: OutputValue ?? '',
      })),
    );
}

/** Outputs that the CDK generates for cross-stack references. */
const GENERATED = /^(PublishOutput|ExportsOutput)/;

/** A table of the outputs that users need. */
export function outputsTable(outputs: readonly StackOutput[]): string {
  const rows = outputs.filter(({ output }) => !GENERATED.test(output));
  if (rows.length === 0) return 'The stacks have no outputs.';
  return textTable(
    leftColumns('stack', 'output', 'value'),
    rows.map(({ stack, output, value }) => [stack, output, value]),
  );
}
