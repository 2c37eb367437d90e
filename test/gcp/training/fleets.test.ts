import { startupScript } from '../../../lib/gcp/training/boot/startup-script';
import { emitted, gcpConfig } from '../emitted';

const v100 = {
  machineType: 'n1-standard-8',
  gpu: { acceleratorType: 'nvidia-tesla-v100', count: 2 },
  bootDiskGb: 100,
  max: 4,
};
const longestKey = 'a'.repeat(31);
const fleet = (settings: object = {}, gcp: object = {}) =>
  emitted('production', { ...gcp, fleets: { a100: null, v100: null, x: { ...v100, ...settings } } });
const template = (settings?: object, gcp?: object) =>
  fleet(settings, gcp).only('google_compute_instance_template');
const group = (settings?: object) => fleet(settings).only('google_compute_instance_group_manager');

const night = { recurrence: '0 22 * * *', desired: 3 };
const morning = { recurrence: ' 0  6 * * mon-sat ', desired: 1 };

test('instances are Spot, reached through IAP only, with the account of training and its script', () => {
  const instance = template();

  expect(instance).toMatchObject({
    machine_type: 'n1-standard-8',
    guest_accelerator: [{ type: 'nvidia-tesla-v100', count: 2 }],
    scheduling: [{ provisioning_model: 'SPOT', instance_termination_action: 'DELETE' }],
    service_account: [{ email: '${google_service_account.ml_training.email}' }],
    shielded_instance_config: [{ enable_vtpm: true, enable_integrity_monitoring: true }],
    metadata: {
      'enable-oslogin': 'TRUE',
      'ml-artifacts-bucket': '${google_storage_bucket.artifacts.name}',
    },
  });
  expect(instance['network_interface'][0]).not.toHaveProperty('access_config');
  const { libraries } = gcpConfig('production').gcp;
  const script = instance['metadata']['startup-script'] as string;
  expect(script.replaceAll('$${', '${').replaceAll('%%{', '%{')).toBe(startupScript(libraries));
});

test('A2 machine types include their GPUs', () => {
  const instance = template({ machineType: 'a2-highgpu-1g', gpu: null });

  expect(instance).not.toHaveProperty('guest_accelerator');
});

test('boot disks have the key of the platform, and no template is created before Google may use it', () => {
  expect(template({}, { encryption: { customerManaged: true } })).toMatchObject({
    disk: [{ boot: true, disk_encryption_key: [{ kms_key_self_link: '${google_kms_crypto_key.disks.id}' }] }],
    depends_on: ['google_kms_crypto_key_iam_member.disks'],
  });
  expect(template({}, { encryption: { customerManaged: false } })['disk'][0]).not.toHaveProperty(
    'disk_encryption_key',
  );
});

test('a new template stops no job: it applies to new instances and to replacements only', () => {
  expect(template()).toMatchObject({ lifecycle: { create_before_destroy: true } });
  expect(template()).not.toHaveProperty('name');
  expect(group()).toMatchObject({
    version: [{ instance_template: '${google_compute_instance_template.fleet_x.id}' }],
    update_policy: [{ type: 'OPPORTUNISTIC', max_surge_fixed: 0, max_unavailable_fixed: 1 }],
    instance_lifecycle_policy: [{ force_update_on_repair: 'YES' }],
  });
  expect(group()).not.toHaveProperty('auto_healing_policies');
});

test('users, jobs and schedules set the size, and an apply does not reset it', () => {
  for (const schedules of [{}, { night, morning }]) {
    expect(group({ min: 1, schedules })).toMatchObject({
      target_size: 1,
      lifecycle: { ignore_changes: ['target_size'] },
      wait_for_instances: false,
    });
  }
});

test('in production, one schedule starts instances in the morning and another removes them in the evening', () => {
  const { only, resources } = emitted('production');
  const jobs = resources('google_cloud_scheduler_job');

  expect(Object.keys(jobs)).toEqual([
    'fleet_a100__scale_down_after_hours',
    'fleet_a100__scale_up_business_hours',
  ]);
  expect(jobs['fleet_a100__scale_up_business_hours']).toMatchObject({
    schedule: '0 8 * * MON-FRI',
    time_zone: 'America/Los_Angeles',
    http_target: [{ uri: expect.stringMatching(/resize\?size=2$/) as string }],
  });
  expect(jobs['fleet_a100__scale_down_after_hours']).toMatchObject({
    name: 'ml-a100--scale-down-after-hours',
    region: '${var.region}',
    schedule: '0 20 * * MON-FRI',
    time_zone: 'America/Los_Angeles',
    http_target: [
      {
        http_method: 'POST',
        uri: 'https://compute.googleapis.com/compute/v1/projects/${var.project}/zones/${google_compute_instance_group_manager.fleet_a100.zone}/instanceGroupManagers/${google_compute_instance_group_manager.fleet_a100.name}/resize?size=0',
        oauth_token: [{ service_account_email: '${google_service_account.ml_fleet_schedules.email}' }],
      },
    ],
    depends_on: ['google_project_service.cloudscheduler', 'google_project_iam_member.ml_fleet_schedules'],
  });
  expect(only('google_project_iam_custom_role')).toMatchObject({
    permissions: ['compute.instanceGroupManagers.update'],
  });
  // It would undo a schedule that lowers the fleet.
  expect(resources('google_compute_autoscaler')).toEqual({});
});

/** Seconds after which the last attempt of a failed call is over, and whether it is retried for an hour. */
const lastAttempt = (settings: object, name: string) => {
  const job = fleet({ min: 1, ...settings }).resources('google_cloud_scheduler_job')[`fleet_x__${name}`]!;
  const seconds = (text: unknown) => Number.parseInt(text as string);
  const [{ retry_count, max_backoff_duration, max_retry_duration }] = job['retry_config'];
  return max_retry_duration === undefined
    ? (retry_count + 1) * seconds(job['attempt_deadline']) + retry_count * seconds(max_backoff_duration)
    : seconds(max_retry_duration) + seconds(job['attempt_deadline']);
};

test('a failed call is retried for an hour, but never past the next schedule of the fleet', () => {
  const soon = { recurrence: '5 22 * * SAT', desired: 2 };
  const later = { recurrence: '1 23 * * *', desired: 2 };

  for (const name of ['night', 'morning']) {
    expect(lastAttempt({ schedules: { night, morning } }, name)).toBe(3630);
    expect(lastAttempt({ schedules: { night, morning, later } }, name)).toBeLessThanOrEqual(61 * 60);
  }
  expect(lastAttempt({ schedules: { night, morning, soon } }, 'night')).toBeLessThan(5 * 60);
  expect(lastAttempt({ schedules: { night, morning, soon } }, 'morning')).toBe(3630);
});

test('each schedule sets its size at its time, in the time zone of the fleet', () => {
  const jobs = fleet({ min: 1, timeZone: 'Europe/Berlin', schedules: { night, morning } }).resources(
    'google_cloud_scheduler_job',
  );
  const found = Object.entries(jobs).map(([name, job]) => [
    name,
    `${job['schedule']} ${job['time_zone']}`,
    new URLSearchParams(new URL(job['http_target'][0].uri as string).search).get('size'),
  ]);

  expect(found).toEqual([
    ['fleet_x__morning', '0 6 * * MON-SAT Europe/Berlin', '1'],
    ['fleet_x__night', '0 22 * * * Europe/Berlin', '3'],
  ]);
});

test('without schedules there is no account for them, and no API', () => {
  const { resources } = fleet();

  expect(resources('google_cloud_scheduler_job')).toEqual({});
  expect(resources('google_service_account')).not.toHaveProperty('ml_fleet_schedules');
  expect(resources('google_project_service')).not.toHaveProperty('cloudscheduler');
});

test('instances are created after NAT, which they need to install packages', () => {
  expect(group()['depends_on']).toContain('google_compute_router_nat.ml_nat');
});

test('names fit: 37 characters before the suffix of Terraform, 58 before that of an instance', () => {
  const { only } = emitted('production', { fleets: { a100: null, v100: null, [longestKey]: v100 } });

  expect(only('google_compute_instance_template')['name_prefix'].length).toBeLessThanOrEqual(37);
  expect(only('google_compute_instance_group_manager')['base_instance_name'].length).toBeLessThanOrEqual(58);
});

test('the outputs name the fleets and the commands that set their size', () => {
  const { output } = emitted('production');

  expect(output['fleets']?.value).toEqual({
    a100: '${google_compute_instance_group_manager.fleet_a100.name}',
    v100: '${google_compute_instance_group_manager.fleet_v100.name}',
  });
  expect(output['fleet_resize_commands']?.value).toMatchObject({
    a100: expect.stringMatching(/^gcloud compute instance-groups managed resize .* --size$/) as string,
  });
  expect(emitted('lesson').output).not.toHaveProperty('fleets');
});

test('fleets share an image, and a fleet may have its own', () => {
  const image = { family: 'common-cu129-ubuntu-2204-nvidia-580' };
  const { document, resources } = emitted('production', { fleets: { own: { ...v100, image } } });
  const source = (name: string) =>
    resources('google_compute_instance_template')[name]?.['disk'][0].source_image as string;

  expect(source('fleet_a100')).toBe('${data.google_compute_image.fleet.self_link}');
  expect(source('fleet_v100')).toBe(source('fleet_a100'));
  expect(source('fleet_own')).toBe('${data.google_compute_image.fleet_own.self_link}');
  expect(document['data']['google_compute_image']['fleet_own'].family).toBe(image.family);
});
