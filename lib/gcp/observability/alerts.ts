import { instanceName } from '../../config/gcp/names';
import type { NotificationChannel, ObservabilityProps } from './channels';
import { literal, type TerraformDocument } from '../terraform';

/** Blocks and settings that the alerts need. */
export interface AlertsProps extends ObservabilityProps {
  readonly channels: readonly NotificationChannel[];
}

/** An instance below this CPU utilization for this long does not train: a single data loader uses more. */
const idle = { cpuShare: 0.03, hours: 4 };

/**
 * Adds alerts on events that stop work or cost money unnoticed, from logs and metrics that Google collects without an
 * agent. Adds nothing without channels.
 */
export function addAlerts(document: TerraformDocument, props: AlertsProps): void {
  const { fleets, cluster, trainingVms } = props.platform.gcp;
  if (props.channels.length === 0) return;
  const vms = Object.entries(trainingVms);
  const spot = vms.filter(([, vm]) => vm.spot);
  // Preempted instances of fleets and node pools are replaced; a training VM stays stopped.
  if (spot.length > 0)
    addPreempted(
      document,
      spot.map(([key, vm]) => instanceName(key, vm)),
      props,
    );
  // Without capacity for a training VM the apply fails; a group stays small and retries.
  if (Object.keys(fleets).length > 0 || cluster) addNoCapacity(document, props);
  if (Object.values(fleets).some(({ schedules }) => Object.keys(schedules).length > 0))
    addScheduleFailed(document, props);
  if (vms.length > 0)
    addIdle(
      document,
      vms.map(([key, vm]) => instanceName(key, vm)),
      props,
    );
}

function addPreempted(document: TerraformDocument, instances: readonly string[], props: AlertsProps): void {
  document.resource('google_monitoring_alert_policy', 'preempted', {
    display_name: 'Training instance preempted',
    ...notification(props),
    conditions: [
      {
        display_name: 'Google has stopped a Spot instance',
        condition_matched_log: [
          {
            // https://cloud.google.com/compute/docs/instances/create-use-spot#detecting_preemption, 2026-11.
            filter: [
              'log_id("cloudaudit.googleapis.com/system_event")',
              'protoPayload.methodName="compute.instances.preempted"',
              `protoPayload.resourceName=~"/instances/(${instances.join('|')})$"`,
            ].join(' AND '),
            label_extractors: { instance: 'EXTRACT(protoPayload.resourceName)' },
          },
        ],
      },
    ],
    alert_strategy: atMostOnceEvery('300s'),
    documentation: text(
      '${log.extracted_label.instance} is stopped, with its disks. Nothing starts it again: run gcloud compute instances start when there is capacity.',
    ),
    depends_on: [props.foundation.api('logging')],
  });
}

function addNoCapacity(document: TerraformDocument, props: AlertsProps): void {
  document.resource('google_monitoring_alert_policy', 'no_capacity', {
    display_name: 'Instances not available',
    ...notification(props),
    conditions: [
      {
        display_name: 'Google has no capacity, or the quota of the project is used up',
        condition_matched_log: [
          {
            // https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-resource-availability, 2026-11.
            filter: [
              'log_id("cloudaudit.googleapis.com/activity")',
              'resource.type="gce_instance"',
              'protoPayload.methodName:"compute.instances.insert"',
              'protoPayload.status.message:("ZONE_RESOURCE_POOL_EXHAUSTED" OR "QUOTA_EXCEEDED")',
            ].join(' AND '),
            label_extractors: { reason: 'EXTRACT(protoPayload.status.message)' },
          },
        ],
      },
    ],
    alert_strategy: atMostOnceEvery('3600s'),
    documentation: text(
      'A fleet or a node pool requested an instance and got none: ${log.extracted_label.reason}. It keeps trying. Where capacity is short, use another zone or GPU; the quota of a GPU is 0 in a new project until Google raises it.',
    ),
    depends_on: [props.foundation.api('logging')],
  });
}

function addScheduleFailed(document: TerraformDocument, props: AlertsProps): void {
  document.resource('google_monitoring_alert_policy', 'schedule_failed', {
    display_name: 'Schedule of a fleet failed',
    ...notification(props),
    conditions: [
      {
        display_name: 'A resize of a fleet was not accepted',
        condition_matched_log: [
          {
            // https://cloud.google.com/scheduler/docs/logging, 2026-11.
            filter: 'resource.type="cloud_scheduler_job" AND severity>=ERROR',
            label_extractors: { job: 'EXTRACT(resource.labels.job_id)' },
          },
        ],
      },
    ],
    alert_strategy: atMostOnceEvery('3600s'),
    documentation: text(
      '${log.extracted_label.job} did not resize its fleet. A fleet that was not lowered runs on, and costs: run gcloud compute instance-groups managed resize.',
    ),
    depends_on: [props.foundation.api('logging')],
  });
}

function addIdle(document: TerraformDocument, instances: readonly string[], props: AlertsProps): void {
  document.resource('google_monitoring_alert_policy', 'idle', {
    display_name: 'Training instance idle',
    ...notification(props),
    conditions: [
      {
        display_name: `Processors below ${idle.cpuShare * 100} % for ${idle.hours} hours`,
        condition_threshold: [
          {
            filter: [
              'resource.type = "gce_instance"',
              'metric.type = "compute.googleapis.com/instance/cpu/utilization"',
              `metric.labels.instance_name = one_of(${instances.map((name) => `"${name}"`).join(', ')})`,
            ].join(' AND '),
            comparison: 'COMPARISON_LT',
            threshold_value: idle.cpuShare,
            duration: `${idle.hours * 3600}s`,
            // A stopped instance has no such metric, and its GPU is not billed.
            evaluation_missing_data: 'EVALUATION_MISSING_DATA_INACTIVE',
            aggregations: [{ alignment_period: '300s', per_series_aligner: 'ALIGN_MEAN' }],
          },
        ],
      },
    ],
    documentation: text('An instance runs and nothing trains on it. Stop it: its disks stay.'),
  });
}

function notification({ channels, platform: { gcp, environment } }: AlertsProps) {
  return {
    combiner: 'OR',
    notification_channels: channels.map((channel) => channel.ref('id')),
    // The default labels of the provider do not apply to user_labels.
    user_labels: { ...gcp.labels, environment },
  } as const;
}

/** Log-based alerts require a rate limit. */
function atMostOnceEvery(period: string) {
  return [{ notification_rate_limit: [{ period }], auto_close: '86400s' }] as const;
}

/** Not a Terraform template: Cloud Monitoring interprets `${}`. */
function text(content: string) {
  return [{ content: literal(content), mime_type: 'text/markdown' }] as const;
}
