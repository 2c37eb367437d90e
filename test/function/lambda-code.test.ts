import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { FunctionName } from '../../lib/contract/function-variables';
import type { lambdaCode } from '../../lib/function/lambda-code';
import { quietly } from '../setup/quiet';

/** Compiles a function in a module of its own, which has compiled nothing yet. */
function compiled(name: FunctionName): string {
  let code = '';
  jest.isolateModules(() => {
    const { lambdaCode: fresh } = jest.requireActual<{ lambdaCode: typeof lambdaCode }>(
      '../../lib/function/lambda-code',
    );
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Functions');
    const { s3Location } = quietly(() => fresh(name).bind(stack));
    const asset = join(app.outdir, `asset.${s3Location!.objectKey.replace('.zip', '')}`, 'index.js');
    code = readFileSync(asset, 'utf8');
  });
  return code;
}

test('the code of a function does not depend on the folder that the CDK is called in', () => {
  const here = process.cwd();
  const before = compiled('interruption');
  process.chdir(tmpdir());
  try {
    expect(compiled('interruption') === before).toBe(true);
  } finally {
    process.chdir(here);
  }
});
