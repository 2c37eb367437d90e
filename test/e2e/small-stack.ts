import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import { ACCOUNT } from '../../cli/start/account-environment';

/** A resource of a template. */
export interface SmallResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export const SMALL_STACK = 'small';

/** Writes the template of a stack with some resources, and returns the folder for `cdk --app`. */
export function smallStack(
  resources: Readonly<Record<string, SmallResource>>,
  props: StackProps = {},
): string {
  const outdir = mkdtempSync(join(tmpdir(), 'small-stack-'));
  const app = new App({ outdir, analyticsReporting: false });
  Validations.of(app).acknowledge({
    id: 'CloudFormation-Validate::W3010',
    reason: 'The emulated account has it.',
  });
  const env = { account: ACCOUNT, region: 'us-west-2' };
  const stack = new Stack(app, SMALL_STACK, { env, stackName: SMALL_STACK, ...props });
  let previous: CfnResource | undefined;
  for (const [id, { type, properties }] of Object.entries(resources)) {
    const resource = new CfnResource(stack, id, { type, properties });
    // In the order of the list, so that a test can expect the order of events.
    if (previous) resource.addResourceDependency(previous);
    previous = resource;
  }
  app.synth();
  return outdir;
}
