import { largestPod } from '../../../lib/catalog';
import { loadConfig } from '../../../lib/config';
import type { EnvironmentName } from '../problems';
import { capacityOf, freeOf } from '../../../lib/config/scheduling/group-node';
import { pairedCopies, systemPods } from '../../../lib/config/scheduling/platform-pods';

const clusterOf = (environment: EnvironmentName) => loadConfig({ environment }).config.cluster;

/** The largest pod of a node of g6.xlarge, 3920m and 14162Mi, in the cluster of an environment. */
function largest(environment: EnvironmentName) {
  const group = {
    ...clusterOf('production').nodeGroups['inference']!,
    instanceTypes: ['g6.xlarge'],
    volumeGiB: 200,
  };
  return largestPod(freeOf(capacityOf(group)!, group, clusterOf(environment)));
}

test('the largest pod leaves room for the add-ons of a GPU node, and for kube-proxy twice', () => {
  // aws-node 50m, kube-proxy 100m twice, ebs-csi-node 30m and 120Mi; pods: those, Pod Identity and the device plugin.
  expect(largest('lesson')).toEqual({
    cpuMillicores: 3640,
    memoryMiB: 14_042,
    diskGiB: 175,
    pods: 53,
    gpus: 1,
  });
  // And node monitoring 10m and 30Mi, Mountpoint 10m and 40Mi, CloudWatch's agent and exporter 250m and 128Mi each; pods: DCGM
  // of node monitoring, too.
  expect(largest('production')).toEqual({
    cpuMillicores: 3120,
    memoryMiB: 13_716,
    diskGiB: 175,
    pods: 48,
    gpus: 1,
  });
});

test('a pair has one pod where one node takes it, which room is needed for', () => {
  expect(['dev', 'lesson'].map((each) => pairedCopies(clusterOf(each as EnvironmentName)))).toEqual([1, 2]);
  expect(systemPods(clusterOf('dev'))).toMatchObject({
    names: ['coredns', 'cluster-autoscaler', 'ebs-csi-controller'],
    all: { cpuMillicores: 260, memoryMiB: 610, pods: 3 },
    largest: { cpuMillicores: 100, memoryMiB: 300, pods: 1 },
  });
  expect(systemPods(clusterOf('lesson')).all).toMatchObject({ cpuMillicores: 420, memoryMiB: 920, pods: 5 });
});
