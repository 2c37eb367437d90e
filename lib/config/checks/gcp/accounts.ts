import { error, type Problem } from '../../problem';
import { show } from '../../show';
import { nodesAccountId, schedulesAccountId } from '../../gcp/names';
import type { GcpConfig } from '../../schema/gcp';

/** Checks that the training service account does not share its id with another service account of the platform. */
export function checkAccounts({ cluster, fleets, serviceAccount: { id } }: GcpConfig): Problem[] {
  const isScheduled = Object.values(fleets).some(({ schedules }) => Object.keys(schedules).length > 0);
  const uses = [
    ...(isScheduled && id === schedulesAccountId ? ['that sets the size of fleets'] : []),
    ...(cluster && id === nodesAccountId ? ['of the nodes of the cluster'] : []),
  ];
  return uses.map((use) =>
    error(
      'gcp.serviceAccount.id',
      `${show(id)} is the service account ${use}; use another, such as ml-training-sa.`,
      [],
    ),
  );
}
