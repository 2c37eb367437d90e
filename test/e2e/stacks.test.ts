import { KEPT, KEPT_IN_CLUSTER } from './kept';
import { LocalPlatform } from './local-platform';
import { STACKS, type StackId } from '../stack-ids';

/** The kept resources of each stack. */
const KEPT_BY: Partial<Record<StackId, RegExp>> = {
  Network: /^FlowLogs/,
  Storage: /^(AccessLogs|Artifacts|Datasets|Key|Models)/,
  Training: /^(Interruptions|Workstations)/,
  Cluster: /^(ControlPlane|SecretsKey)/,
  Inference: /^Services/,
};

let platform: LocalPlatform;
let templates: string;

beforeAll(async () => {
  platform = await LocalPlatform.open('production');
  templates = await platform.synthesize();
});
afterAll(() => platform?.close());

/** The steps of a user before a stack is deleted: the runbook, "Remove a stack". */
async function allowRemoval(id: StackId): Promise<void> {
  if (id !== 'Cluster') return;
  const { EksClusterName: name } = await platform.outputs('Cluster');
  await platform.aws.eks.updateClusterConfig({ name, deletionProtection: false });
}

/** What the CLI prints when the delete of a stack is refused. */
async function refusal(id: StackId): Promise<string> {
  const { exitCode, output } = await platform.tryCdk([
    'destroy',
    '--app',
    templates,
    '--force',
    id,
    '--exclusively',
  ]);
  expect(exitCode).toBe(1);
  return output;
}

test.each(STACKS)('%s can be deployed, deleted and deployed again', async (id) => {
  await platform.deploy(templates, id, '--exclusively');
  const { Stacks } = await platform.aws.cloudFormation.describeStacks({ StackName: platform.stackName(id) });

  expect(await refusal(id)).toMatch(/cannot be deleted while TerminationProtection is enabled/);
  if (id === 'Cluster') {
    await platform.unprotect(id);
    expect(await refusal(id)).toMatch(/has deletion protection, so nothing of its stack is deleted/);
  }
  await allowRemoval(id);
  await platform.destroy(templates, id);
  const skipped = await platform.keptBy(Stacks![0]!.StackId!);
  const kept = skipped.filter((each) => !KEPT_IN_CLUSTER.test(each));
  expect(kept.sort()).toEqual(KEPT.filter((logicalId) => KEPT_BY[id]?.test(logicalId)));

  if (id === 'Cluster') {
    // It is named after the cluster, so the kept one would conflict.
    await platform.aws.logs.deleteLogGroup({ logGroupName: '/aws/eks/ml-platform-cluster/cluster' });
  }
  await platform.deploy(templates, id, '--exclusively');
  expect(await platform.readBack(id)).toEqual([]);
});
