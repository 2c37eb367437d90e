import { emitted } from '../emitted';

const v100 = { machineType: 'n1-standard-8', gpu: { acceleratorType: 'nvidia-tesla-v100' } };
const a100s = { machineType: 'a2-highgpu-4g' };
const managed = { encryption: { customerManaged: true } };
const unmanaged = { encryption: { customerManaged: false } };

test('no instance with a GPU migrates, and no Spot instance restarts by itself', () => {
  const names = ['lesson', 'production', 'dev'] as const;
  const schedulings = names.flatMap((environment) =>
    [true, false].flatMap((spot) => {
      const { resources } = emitted(environment, {
        trainingVms: { training: { spot }, v100: { ...v100, bootDiskGb: 100, spot } },
        fleets: { v100: { ...v100, bootDiskGb: 100, max: 2, spot } },
      });
      return ['google_compute_instance', 'google_compute_instance_template'].flatMap((type) =>
        Object.values(resources(type)).flatMap((instance) => instance['scheduling'] as object[]),
      );
    }),
  );

  expect(schedulings.length).toBeGreaterThanOrEqual(names.length * 6);
  for (const scheduling of schedulings) {
    const spot = 'preemptible' in scheduling;
    expect(scheduling).toMatchObject({
      on_host_maintenance: 'TERMINATE',
      automatic_restart: !spot,
      provisioning_model: spot ? 'SPOT' : 'STANDARD',
    });
  }
});

test('an existing disk keeps its key, and a new one has the key of the platform', () => {
  const { only } = emitted('production', managed);
  const instance = only('google_compute_instance');
  const key = '${google_kms_crypto_key.disks.id}';

  expect(instance['boot_disk'][0]).toMatchObject({ kms_key_self_link: key });
  expect(instance['lifecycle'].ignore_changes).toEqual([
    'boot_disk[0].initialize_params[0].image',
    'boot_disk[0].kms_key_self_link',
  ]);
  expect(only('google_compute_disk')).toMatchObject({
    disk_encryption_key: [{ kms_key_self_link: key }],
    lifecycle: { prevent_destroy: true, ignore_changes: ['disk_encryption_key'] },
  });
});

test('no instance starts before Compute Engine may use the key of its disk', () => {
  const { only } = emitted('production', managed);
  const grant = 'google_kms_crypto_key_iam_member.disks';

  expect(only('google_compute_instance')['depends_on']).toContain(grant);
  expect(only('google_compute_disk')['depends_on']).toContain(grant);
  expect(emitted('production', unmanaged).text).not.toContain('kms_key_self_link');
});

test('data disks that are protected have daily snapshots, which outlive them', () => {
  const second = { ...v100, bootDiskGb: 100, dataDisk: { sizeGb: 100 } };
  const { only, resources } = emitted('production', { trainingVms: { second } });

  expect(only('google_compute_resource_policy')).toMatchObject({
    name: 'ml-vpc-data-snapshots',
    snapshot_schedule_policy: [
      {
        schedule: [{ daily_schedule: [{ days_in_cycle: 1, start_time: '04:00' }] }],
        retention_policy: [{ max_retention_days: 14, on_source_disk_delete: 'KEEP_AUTO_SNAPSHOTS' }],
        snapshot_properties: [{ storage_locations: ['${var.region}'] }],
      },
    ],
  });
  expect(resources('google_compute_disk_resource_policy_attachment')).toEqual(
    Object.fromEntries(
      ['training_data', 'second_data'].map((disk) => [
        disk,
        {
          name: '${google_compute_resource_policy.data_snapshots.name}',
          disk: `\${google_compute_disk.${disk}.name}`,
          zone: '${var.zone}',
        },
      ]),
    ),
  );
});

test.each([
  ['the data is not protected', { protectData: false }],
  ['no instance has a data disk', { trainingVms: { training: { dataDisk: null } } }],
])('there are no snapshots where %s', (_, overlay) => {
  const { resources } = emitted('production', overlay);

  expect(resources('google_compute_resource_policy')).toEqual({});
  expect(resources('google_compute_disk_resource_policy_attachment')).toEqual({});
});

test('instances with four A100s or more have the network interface for 50 Gbit/s', () => {
  const nic = (training: object) => {
    const instance = emitted('production', { trainingVms: { training } }).only('google_compute_instance');
    return [instance['network_interface'][0].nic_type, instance['lifecycle'].ignore_changes];
  };
  const ignored = 'network_interface[0].nic_type';

  expect(nic(a100s)).toEqual(['GVNIC', expect.arrayContaining([ignored])]);
  expect(nic({})).toEqual([undefined, expect.not.arrayContaining([ignored])]);
  // An image of another project may not have the driver.
  expect(nic({ ...a100s, image: { family: 'ours', project: 'my-images' } })[0]).toBeUndefined();
});

test('the instance has the name of the bucket for its jobs', () => {
  expect(emitted('production').only('google_compute_instance')['metadata']).toMatchObject({
    'ml-artifacts-bucket': '${google_storage_bucket.artifacts.name}',
  });
});
