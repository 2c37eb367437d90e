import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of etcd, kube-apiserver and kube-scheduler: the variable of envtest, which setup-envtest prints. */
export const assets = process.env['KUBEBUILDER_ASSETS'] ?? '';

const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-scheduler'];

/** Why no control plane can be started, if so. */
export function assetsObstacle(): string | undefined {
  if (assets === '')
    return 'KUBEBUILDER_ASSETS does not name a folder with etcd, kube-apiserver and kube-scheduler';
  const missing = PROGRAMS.filter((name) => !existsSync(join(assets, name)));
  return missing.length > 0 ? `${assets} has no ${missing.join(', ')}` : undefined;
}
