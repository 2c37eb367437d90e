import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { findEksVersion } from '../catalog';
import { ConfigError } from '../config';
import { error } from '../config/problem';

type LayerClass = new (scope: Construct, id: string) => ILayerVersion;

const load = createRequire(__filename);

/**
 * The Lambda layer with kubectl and Helm for a Kubernetes version. Only the package of that layer is loaded, because
 * each has 40 MB.
 *
 * @throws ConfigError if the package of the layer is not installed.
 */
export function kubectlLayer(scope: Construct, version: string): ILayerVersion {
  const layer = findEksVersion(version)?.kubectlLayer;
  if (!layer)
    throw new Error(
      `no kubectl layer for Kubernetes ${version}, which the checks of the configuration refuse`,
    );
  const name = `@aws-cdk/lambda-layer-kubectl-${layer}`;
  const { [`Kubectl${layer.toUpperCase()}Layer`]: Layer } = loadPackage(name, version);
  return new Layer!(scope, 'KubectlLayer');
}

function loadPackage(name: string, version: string): Record<string, LayerClass> {
  try {
    return load(name) as Record<string, LayerClass>;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    const message = `"${version}" needs the package ${name}, which is not installed; run npm install --no-save ${name}@${pinned(name)}.`;
    throw new ConfigError([error('cluster.version', message)]);
  }
}

/** The version of a package that this app pins. */
function pinned(name: string): string {
  const file = join(__dirname, '..', '..', 'package.json');
  const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  return dependencies[name] ?? devDependencies[name] ?? 'latest';
}
