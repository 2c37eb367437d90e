import type { Foundation } from '../foundation';
import { fleetName, schedulesAccountId, terraformName } from '../../config/gcp/names';
import { scheduleEnd } from '../../config/schedules/schedule-end';
import type { GcpFleetConfig } from '../../config/schema/gcp';
import { template, type AttributeBlock, type Block, type TerraformDocument } from '../terraform';

/** A fleet with its group. */
export interface ScheduledFleet {
  readonly key: string;
  readonly fleet: GcpFleetConfig;
  readonly group: AttributeBlock<'name' | 'zone'>;
}

/** What acts for the jobs of Cloud Scheduler. */
interface Actor {
  readonly account: AttributeBlock<'email'>;
  readonly grant: Block;
}

/** A moment at which a schedule sets the size of its fleet. */
interface Moment {
  readonly name: 'start' | 'end';
  readonly recurrence: string;
  readonly size: number;
}

/**
 * How often a call that failed is made again.
 *
 * A start has at most four attempts, within less than the five minutes that the shortest schedule lasts: one that came
 * after the end would start GPUs that nothing ends. An end is tried again for an hour at least, as until then GPUs cost.
 */
const retries = {
  start: { retry_count: 3, min_backoff_duration: '15s', max_backoff_duration: '30s' },
  end: {
    retry_count: 5,
    max_retry_duration: '3600s',
    min_backoff_duration: '15s',
    max_backoff_duration: '600s',
  },
};

/**
 * Adds what sets the size of fleets at the start and at the end of their schedules: jobs of Cloud Scheduler that call
 * Compute Engine.
 *
 * Not an autoscaler of the group with scaling schedules. In mode ON it removes machines by load, whose jobs may wait for
 * their GPUs. In mode ONLY_SCALE_OUT it lowers nothing when a schedule ends, and may undo what does: it recommends the
 * size for the peak of the last ten minutes, and cannot go without a signal of load, so machines that were just removed
 * could come back and run until somebody sees them.
 * https://cloud.google.com/compute/docs/autoscaler/understanding-autoscaler-decisions, 2026-11.
 */
export function addFleetSchedules(
  document: TerraformDocument,
  fleets: readonly ScheduledFleet[],
  foundation: Foundation,
): void {
  let actor: Actor | undefined;
  for (const { key, fleet, group } of fleets) {
    for (const [name, schedule] of Object.entries(fleet.schedules)) {
      actor ??= addActor(document, foundation);
      for (const moment of moments(schedule, fleet)) {
        // No key has two hyphens in a row, so that no two names are the same.
        const address = `fleet_${terraformName(key)}__${terraformName(name)}__${moment.name}`;
        document.resource('google_cloud_scheduler_job', address, {
          name: `${fleetName(key)}--${name}--${moment.name}`,
          description: `Sets fleet ${key} to ${moment.size}: ${moment.name} of schedule ${name}`,
          region: foundation.region.ref(),
          schedule: moment.recurrence,
          time_zone: schedule.timeZone,
          attempt_deadline: '30s',
          retry_config: [retries[moment.name]],
          http_target: [
            {
              http_method: 'POST',
              uri: template`https://compute.googleapis.com/compute/v1/projects/${foundation.project.ref()}/zones/${group.ref('zone')}/instanceGroupManagers/${group.ref('name')}/resize?size=${String(moment.size)}`,
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
}

function moments(schedule: GcpFleetConfig['schedules'][string], { min }: GcpFleetConfig): readonly Moment[] {
  const end = scheduleEnd(schedule);
  // checks/fleets.ts lets no such schedule pass: half of one would start GPUs that nothing ends.
  if ('refused' in end) throw new Error(`Schedule ${schedule.schedule} ${end.refused}.`);
  const start = schedule.schedule.trim().split(/\s+/).join(' ').toUpperCase();
  return [
    { name: 'start', recurrence: start, size: Math.max(min, schedule.instances) },
    { name: 'end', recurrence: end.recurrence, size: min },
  ];
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
