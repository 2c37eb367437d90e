import { KubectlV28Layer } from '@aws-cdk/lambda-layer-kubectl-v28';
import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import type { ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { findEksVersion, type EksVersion } from '../catalog';

/** The layer packages that this app has installed, by their name in the catalog. */
const LAYERS: Record<
  NonNullable<EksVersion['kubectlLayer']>,
  new (scope: Construct, id: string) => ILayerVersion
> = {
  v28: KubectlV28Layer,
  v35: KubectlV35Layer,
};

/** The Lambda layer with kubectl and Helm for a Kubernetes version that the configuration allows. */
export function kubectlLayer(scope: Construct, version: string): ILayerVersion {
  const layer = findEksVersion(version)?.kubectlLayer;
  if (!layer)
    throw new Error(`no kubectl layer for Kubernetes ${version}: the configuration check lets none through`);
  return new LAYERS[layer](scope, 'KubectlLayer');
}
