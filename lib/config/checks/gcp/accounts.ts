import { checkUnique } from '../unique';
import { error, type Problem } from '../../problem';
import { show } from '../../show';
import { nodesAccountId } from '../../gcp/names';
import { schedulesAccountId } from '../../gcp/names';
import type { GcpConfig } from '../../schema/gcp';

/** Finds service accounts that are there twice. */
export function checkAccounts({ cluster, fleets, serviceAccount }: GcpConfig): Problem[] {
  const isScheduled = Object.values(fleets).some(({ schedules }) => Object.keys(schedules).length > 0);
  const ofSchedules =
    isScheduled && serviceAccount.id === schedulesAccountId
      ? [
          error(
            'gcp.serviceAccount.id',
            `${show(serviceAccount.id)} is the service account that sets the size of fleets; use another, such as ml-training-sa.`,
            [],
          ),
        ]
      : [];
  if (cluster === undefined) return ofSchedules;
  return [
    ...ofSchedules,
    ...(serviceAccount.id === nodesAccountId
      ? [
          error(
            'gcp.serviceAccount.id',
            `${show(serviceAccount.id)} is the service account of the nodes of the cluster; use another, such as ml-training-sa.`,
            [],
          ),
        ]
      : []),
    ...checkUnique(
      cluster.serviceAccounts.map(({ name, namespace }, index) => [
        `gcp.cluster.serviceAccounts.${index}`,
        `${namespace}/${name}`,
      ]),
    ),
  ];
}
