import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildSync } from 'esbuild';
import type { FunctionName } from '../contract/function-variables';

const root = join(__dirname, '..', '..');

/** Runtime of the functions of the platform. */
export const functionRuntime = lambda.Runtime.NODEJS_24_X;

/**
 * Code of a function: `lambda/<name>/index.ts`, compiled into one file without the AWS SDK, which is part of the
 * runtime.
 *
 * NodejsFunction of the CDK does the same through a shell and npx, which takes a second per function at every synth.
 *
 * @throws the esbuild error if the code does not compile.
 */
export function lambdaCode(name: FunctionName): lambda.Code {
  const folder = join(root, 'lambda', name);
  return new QuietAssetCode(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the type only: the local bundling below never falls back to a container.
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

/** The notice that the CDK writes to standard error for every asset that it bundles. */
const NOTICE = 'Bundling asset ';

/** Code without the notice of the CDK, which has no setting for it. Everything else is written, errors too. */
class QuietAssetCode extends lambda.AssetCode {
  override bind(scope: Construct): lambda.CodeConfig {
    const { stderr } = process;
    const earlier = Object.getOwnPropertyDescriptor(stderr, 'write');
    const write = stderr.write.bind(stderr) as (...args: unknown[]) => boolean;
    stderr.write = (...args: unknown[]) => String(args[0]).startsWith(NOTICE) || write(...args);
    try {
      return super.bind(scope);
    } finally {
      // Not by assigning `write`: each call would add a layer.
      Reflect.deleteProperty(stderr, 'write');
      if (earlier) Object.defineProperty(stderr, 'write', earlier);
    }
  }
}

const compiled = new Map<string, Uint8Array>();

/** Compiles once per process: tests synthesize many times. */
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
    // Comments in the output contain file paths, which must not depend on the location of the checkout or on symlinks.
    absWorkingDir: root,
    preserveSymlinks: true,
    logLevel: 'error',
  });
  const { contents } = outputFiles[0]!;
  compiled.set(folder, contents);
  return contents;
}
