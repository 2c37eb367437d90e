import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..', '..');

/** What the functions of the platform run on, and are compiled for. */
export const functionRuntime = lambda.Runtime.NODEJS_24_X;

/**
 * Code of a function: `lambda/<name>/index.ts`, compiled into one file. The AWS SDK is left out, since the runtime
 * brings it.
 *
 * The library's NodejsFunction does the same through a shell and npx, which takes a second a function at every synth.
 *
 * @throws Error of esbuild when the code does not compile.
 */
export function lambdaCode(name: string): lambda.Code {
  const folder = join(root, 'lambda', name);
  return lambda.Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Only there because the type asks for it: the local way below never fails over to a container.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outputDir) {
          writeFileSync(join(outputDir, 'index.js'), compile(folder));
          return true;
        },
      },
    },
  });
}

const compiled = new Map<string, Uint8Array>();

/** Compiles once a process: tests synthesize many times. */
function compile(folder: string): Uint8Array {
  const known = compiled.get(folder);
  if (known) return known;
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, 'index.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    external: ['@aws-sdk/*'],
    // The code names its files in comments: they must not depend on where it is compiled, nor on linked packages.
    absWorkingDir: root,
    preserveSymlinks: true,
    logLevel: 'error',
  });
  const { contents } = outputFiles[0]!;
  compiled.set(folder, contents);
  return contents;
}
