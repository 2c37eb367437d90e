import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { NodeGroupConfig } from '../../config';
import { kubeReserved } from './kubelet-settings';

/** Folders of images, logs and pods, which move to the local disks. */
const ON_LOCAL_DISKS = ['/var/lib/containerd', '/var/lib/kubelet', '/var/log/pods'];
const SOCI_FOLDER = '/var/lib/soci-snapshotter';

/**
 * User data of a node with Bottlerocket: its settings as TOML, which EKS merges with its own. Undefined for a group that
 * sets nothing.
 *
 * Sources: https://bottlerocket.dev/en/os/latest/api/settings/ (kubernetes, container-runtime-plugins) and
 * https://bottlerocket.dev/en/os/latest/concepts/bootstrap-commands/, checked 2026-11-28.
 */
export function bottlerocketSettings(config: NodeGroupConfig): ec2.UserData | undefined {
  const { fastImagePull, localDisks, maxPods } = config;
  const lines = [
    ...table('settings.kubernetes', { 'max-pods': maxPods }),
    ...table('settings.kubernetes.kube-reserved', kubeReserved(config)),
    ...(fastImagePull
      ? [
          ...table('settings.container-runtime', { snapshotter: 'soci' }),
          ...table('settings.container-runtime-plugins.soci-snapshotter', {
            'pull-mode': 'parallel-pull-unpack',
          }),
        ]
      : []),
    ...(localDisks === 'raid0'
      ? table('settings.bootstrap-commands.local-disks', {
          commands: [
            ['apiclient', 'ephemeral-storage', 'init'],
            [
              'apiclient',
              'ephemeral-storage',
              'bind',
              '--dirs',
              ...ON_LOCAL_DISKS,
              ...(fastImagePull ? [SOCI_FOLDER] : []),
            ],
          ],
          essential: true,
          mode: 'always',
        })
      : []),
  ];
  return lines.length > 0 ? ec2.UserData.custom(lines.join('\n')) : undefined;
}

/** A table of TOML. Its texts, numbers and lists are written as in JSON; none has a character that differs. */
function table(name: string, values: Readonly<Record<string, unknown>> = {}): string[] {
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  if (set.length === 0) return [];
  return [`[${name}]`, ...set.map(([key, value]) => `${key} = ${JSON.stringify(value)}`)];
}
