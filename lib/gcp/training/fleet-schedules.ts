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

/** Service account of the Cloud Scheduler jobs, and its permission to resize groups. */
interface Actor {
  readonly account: AttributeBlock<'email'>;
  readonly grant: Block;
}

/**
 * Retries of a failed call.
 *
 * By default retries continue for an hour, because GPUs are billed until a call that scales the fleet in succeeds. If
 * another schedule of the fleet runs within that hour, there are at most four attempts in less than
 * `minutesBetweenSchedules`: a later one would undo the other schedule, and could start GPUs that no schedule stops.
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
 * An autoscaler with scaling schedules does not fit. In mode ON it also scales in by load, and terminates running jobs
 * that do not use the CPU. In mode ONLY_SCALE_OUT it never scales in, and could revert a scale-in: it recommends the
 * size for the peak of the last ten minutes, so removed instances could be created again and run until a user notices.
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
      // Keys never contain two hyphens in a row, so the name is unique.
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

/** Names of the schedules that another schedule of the fleet follows within an hour. */
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
 * Adds the service account of the jobs. Its only permission is to update managed instance groups, which resize
 * requires. The group creates its instances with a service agent of Google, so the jobs need no access to the training
 * account.
 *
 * The permission covers every group of the project, because IAM conditions do not support names of instance groups.
 * Enabling the API grants the agent of Cloud Scheduler the role with which it creates tokens of this account.
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
