import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type * as esbuild from 'esbuild';
import type { FunctionName } from '../../lib/contract/function-variables';
import type { lambdaCode } from '../../lib/function/lambda-code';

/** Compiles a function in a module of its own, which has compiled nothing yet. */
function compiled(name: FunctionName): string {
  let code = '';
  jest.isolateModules(() => {
    const { lambdaCode: fresh } = jest.requireActual<{ lambdaCode: typeof lambdaCode }>(
      '../../lib/function/lambda-code',
    );
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Functions');
    const { s3Location } = fresh(name).bind(stack);
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

describe('standard error', () => {
  let written: string[];

  beforeEach(() => {
    written = [];
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  });
  afterEach(() => jest.restoreAllMocks());

  test('has no notice of the bundling', () => {
    compiled('interruption');
    expect(written).toEqual([]);
    process.stderr.write('Bundling asset of another program');
    expect(written).toHaveLength(1);
  });

  test('has the file and line of code that does not compile', () => {
    jest.doMock('esbuild', () => {
      const { buildSync } = jest.requireActual<typeof esbuild>('esbuild');
      const broken = { contents: 'const broken = ;', sourcefile: 'broken.ts', resolveDir: tmpdir() };
      return { buildSync: () => buildSync({ stdin: broken, write: false, logLevel: 'silent' }) };
    });
    try {
      expect(() => compiled('interruption')).toThrow(/broken\.ts:1:15: ERROR: Unexpected ";"/);
    } finally {
      jest.dontMock('esbuild');
    }
  });
});
