import type { Difference, Exclusion, StackReading, ReadBackReport } from './report-model';
import type { AwsAccount } from '../aws-account';
import { compare } from './compare';
import { type PropertyDifference } from './comparison';
import { DeployedStack } from './deployed-stack';
import { READERS } from './readers';
import { StackOutputs } from './stack-outputs';

export { problems, readBackReport } from './report';

/** Resources that are read at the same time. */
const CONCURRENCY = 8;

type ResourceReading = Omit<StackReading, 'stackName' | 'resources'> & {
  readonly exclusions: readonly Exclusion[];
};

/**
 * Describes every resource of the stacks through the API of its service, and compares it with the template.
 *
 * @param stackNames - names of deployed stacks, in the order of the report
 * @throws Error on a type of resource or an intrinsic function that it does not know.
 */
export async function readBack(account: AwsAccount, stackNames: readonly string[]): Promise<ReadBackReport> {
  const outputs = new StackOutputs(account);
  const stacks: StackReading[] = [];
  const exclusions = new Map<string, Exclusion>();
  for (const stackName of stackNames) {
    const stack = await DeployedStack.load(stackName, account, READERS, outputs);
    const logicalIds = await stack.logicalIds();
    const readings = [
      ...(await inTurn(logicalIds, (logicalId) => readResource(stack, logicalId))),
      await readOutputs(stack),
    ];
    stacks.push({
      stackName,
      resources: logicalIds.length,
      equal: total(readings.map(({ equal }) => equal)),
      notModelled: total(readings.map(({ notModelled }) => notModelled)),
      differences: readings.flatMap(({ differences }) => differences),
    });
    for (const exclusion of readings.flatMap((reading) => reading.exclusions)) {
      const key = `${exclusion.type} ${exclusion.path}`;
      const known = exclusions.get(key) ?? { ...exclusion, values: 0 };
      const values = known.values + exclusion.values;
      exclusions.set(key, { ...known, values, stale: known.stale && exclusion.stale });
    }
  }
  return { stacks, exclusions: [...exclusions.values()] };
}

async function readResource(stack: DeployedStack, logicalId: string): Promise<ResourceReading> {
  const type = stack.type(logicalId);
  const difference = (found: PropertyDifference): Difference => ({
    stackName: stack.name,
    logicalId,
    type,
    ...found,
  });
  const failed = (actual?: string): ResourceReading => ({
    equal: 0,
    notModelled: 0,
    exclusions: [],
    differences: [difference({ path: '', expected: 'a resource', actual })],
  });
  if (!stack.has(logicalId)) return failed();
  const { notModelled: reasons = {}, ...lists } = stack.reader(logicalId);
  try {
    const [asked, reading] = await Promise.all([stack.asked(logicalId), stack.reading(logicalId)]);
    if (!reading) return failed();
    const { equal, differences, notModelled } = compare(asked, reading.properties, {
      ...lists,
      notModelled: reasons,
    });
    return {
      equal,
      notModelled: total(notModelled.map(({ values }) => values)),
      differences: differences.map(difference),
      exclusions: notModelled.map(({ entry, values, equal: stale }) => ({
        type,
        path: entry,
        reason: reasons[entry] ?? '',
        values,
        stale,
      })),
    };
  } catch (error) {
    // A resource that cannot be read does not hide the differences of the others.
    return failed(`an error: ${String(error)}`);
  }
}

/** Compares the outputs, because stacks refer to each other by them and a wrong value would hide a difference. */
async function readOutputs(stack: DeployedStack): Promise<ResourceReading> {
  const place = { stackName: stack.name, logicalId: 'Outputs', type: 'AWS::CloudFormation::Stack' };
  try {
    const { expected, actual } = await stack.outputValues();
    const { equal, differences } = compare(expected, actual);
    return {
      equal,
      notModelled: 0,
      exclusions: [],
      differences: differences.map((found) => ({ ...place, ...found })),
    };
  } catch (error) {
    const difference = { ...place, path: '', expected: 'values', actual: `an error: ${String(error)}` };
    return { equal: 0, notModelled: 0, exclusions: [], differences: [difference] };
  }
}

/** Maps members with limited concurrency; the results are in the order of the members. */
async function inTurn<T, R>(members: readonly T[], map: (member: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...members.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await map(next[1]);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return results;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
