import type { Foundation } from '../foundation';
import { fleetName, schedulesAccountId, terraformName } from '../../config/gcp/names';
import { parseRecurrence } from '../../config/schedules/cron';
import { runsAfter } from '../../config/schedules/recurrence';
import type { GcpFleetConfig } from '../../config/schema/gcp';
import { template, type AttributeBlock, type Block, type TerraformDocument } from '../terraform';

/** A fleet with its group. */
export interface ScheduledFleet {
  readonly key: string;
  readonly fleet: GcpFleetConfig;
  readonly group: AttributeBlock<'name' | 'zone'>;
}

/** Service account of the jobs of Cloud Scheduler, and its right to resize groups. */
interface Actor {
  readonly account: AttributeBlock<'email'>;
  readonly grant: Block;
}

/**
 * How often a call that failed is made again.
 *
 * By default for an hour, as GPUs cost until a call that lowers the fleet succeeds. Where another schedule of the fleet
 * runs within that hour, there are at most four attempts, within less than `minutesBetweenSchedules`: one that came after
 * the other schedule would undo it, and could start GPUs that nothing stops.
 */
const retries = {
  forAnHour: {
    retry_count: 5,
    max_retry_duration: '3600s',
    min_backoff_duration: '15s',
    max_backoff_duration: '600s',
  },
  beforeTheNext: { retry_count: 3, min_backoff_duration: '15s', max_backoff_duration: '30s' },
};

/**
 * Adds a job of Cloud Scheduler for each schedule of a fleet. It calls Compute Engine to set the size of the group.
 *
 * Not an autoscaler of the group with scaling schedules. In mode ON it removes instances by load, whose jobs may wait for
 * their GPUs. In mode ONLY_SCALE_OUT it lowers nothing and may undo what does: it recommends the size for the peak of the
 * last ten minutes, and needs a signal of load, so instances that were just removed could come back and run until
 * a user notices.
 * https://cloud.google.com/compute/docs/autoscaler/understanding-autoscaler-decisions, 2026-11.
 */
export function addFleetSchedules(
  document: TerraformDocument,
  fleets: readonly ScheduledFleet[],
  foundation: Foundation,
): void {
  let actor: Actor | undefined;
  for (const { key, fleet, group } of fleets) {
    const followed = followedWithinAnHour(fleet);
    for (const [name, schedule] of Object.entries(fleet.schedules)) {
      actor ??= addActor(document, foundation);
      // No key has two hyphens in a row, so that no two names are the same.
      document.resource('google_cloud_scheduler_job', `fleet_${terraformName(key)}__${terraformName(name)}`, {
        name: `${fleetName(key)}--${name}`,
        description: `Sets fleet ${key} to ${schedule.desired}: schedule ${name}`,
        region: foundation.region.ref(),
        schedule: schedule.recurrence.trim().split(/\s+/).join(' ').toUpperCase(),
        time_zone: fleet.timeZone,
        attempt_deadline: '30s',
        retry_config: [followed.has(name) ? retries.beforeTheNext : retries.forAnHour],
        http_target: [
          {
            http_method: 'POST',
            uri: template`https://compute.googleapis.com/compute/v1/projects/${foundation.project.ref()}/zones/${group.ref('zone')}/instanceGroupManagers/${group.ref('name')}/resize?size=${String(schedule.desired)}`,
            oauth_token: [
              {
                service_account_email: actor.account.ref('email'),
                scope: 'https://www.googleapis.com/auth/compute',
              },
            ],
          },
        ],
        depends_on: [foundation.api('cloudscheduler'), actor.grant],
      });
    }
  }
}

/** Names of the schedules after which another one of the fleet may run within an hour. */
function followedWithinAnHour({ schedules }: GcpFleetConfig): ReadonlySet<string> {
  const recurrences = Object.entries(schedules).flatMap(([name, { recurrence }]) => {
    const parsed = parseRecurrence(recurrence);
    return typeof parsed === 'string' ? [] : [{ name, recurrence: parsed }];
  });
  const followed = recurrences.filter((one) =>
    recurrences.some((other) => other !== one && runsAfter(one.recurrence, other.recurrence, 60)),
  );
  return new Set(followed.map(({ name }) => name));
}

/**
 * Adds the account of the jobs. It may change groups of instances and do nothing else: resize asks for that one
 * permission, and the group makes its instances as an account of Google, so the jobs need not act as the training one.
 *
 * It may change every group of the project, as IAM conditions know no names of groups: Compute Engine's list of types has
 * none of them. The agent of Cloud Scheduler gets its role, by which it makes tokens of this account, with the API.
 *
 * https://cloud.google.com/compute/docs/reference/rest/v1/instanceGroupManagers/resize,
 * https://cloud.google.com/iam/docs/conditions-resource-attributes and
 * https://cloud.google.com/scheduler/docs/http-target-auth, 2026-11.
 */
function addActor(document: TerraformDocument, { api, project }: Foundation): Actor {
  const account = document.resource('google_service_account', 'ml_fleet_schedules', {
    account_id: schedulesAccountId,
    display_name: 'ML Fleet Schedules',
    depends_on: [api('iam')],
  });
  const role = document.resource('google_project_iam_custom_role', 'ml_fleet_schedules', {
    project: project.ref(),
    role_id: 'mlFleetSchedules',
    title: 'ML Fleet Schedules',
    description: 'Sets the size of groups of instances',
    permissions: ['compute.instanceGroupManagers.update'],
    depends_on: [api('iam')],
  });
  const grant = document.resource('google_project_iam_member', 'ml_fleet_schedules', {
    project: project.ref(),
    role: role.ref('id'),
    member: account.ref('member'),
    depends_on: [api('cloudresourcemanager')],
  });
  return { account, grant };
}
