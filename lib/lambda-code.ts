import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

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
  const folder = join(__dirname, '..', 'lambda', name);
  return lambda.Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Only there because the type asks for it: the local way below never fails over to a container.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outputDir) {
          buildSync({
            entryPoints: [join(folder, 'index.ts')],
            outfile: join(outputDir, 'index.js'),
            bundle: true,
            platform: 'node',
            target: 'node24',
            external: ['@aws-sdk/*'],
            logLevel: 'error',
          });
          return true;
        },
      },
    },
  });
}
