import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { merge } from '../../lib/config/merge';
import { GcpCompanion } from '../../lib/gcp/companion';
import { startupScript } from '../../lib/gcp/training/boot/startup-script';
import type { EnvironmentName } from '../synthesized';
import { emitted, gcpConfig } from './emitted';

const instance = (environment: EnvironmentName, gcp?: object) =>
  emitted(environment, gcp).only('google_compute_instance');
const v100 = { machineType: 'n1-standard-8', gpu: { acceleratorType: 'nvidia-tesla-v100', count: 2 } };

/** The blocks of the lesson's gcp-gpu.tf; other tests cover what the objectives of the lesson add. */
const lessonBlocks = [
  'terraform',
  'provider',
  'variable',
  'data.google_compute_image',
  'resource.google_compute_instance',
  'resource.google_compute_disk',
  'resource.google_compute_network',
  'resource.google_compute_subnetwork',
  'resource.google_service_account.ml_training',
];

test('the blocks of the lesson read as in lesson.main.tf.json', () => {
  const { document } = emitted('lesson');
  const picked = lessonBlocks.reduce<object>((tree, path) => {
    const keys = path.split('.');
    const value = keys.reduce<any>((node, key) => node[key], document);
    return merge(
      tree,
      keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
    ) as object;
  }, {});
  // The script is in files of its own; as one line of JSON it would not be readable.
  const readable = `${JSON.stringify(picked, null, 2)}\n`.replace(
    /("startup-script": )".*"/,
    '$1"lib/gcp/training/boot/startup.sh"',
  );

  expect(readable).toBe(readFileSync(join(__dirname, 'lesson.main.tf.json'), 'utf8'));
});

test('the startup script arrives as it was written', () => {
  const script = instance('production').metadata['startup-script'] as string;
  const { libraries } = gcpConfig('production').gcp;

  expect(script.replaceAll('$${', '${').replaceAll('%%{', '%{')).toBe(
    startupScript(libraries, 'training-data-disk'),
  );
});

test('an N1 instance has attached V100s, and an A2 machine type includes its A100', () => {
  const n1 = instance('lesson', { trainingVms: { training: v100 } });

  expect(n1['guest_accelerator']).toEqual([{ type: 'nvidia-tesla-v100', count: 2 }]);
  expect(instance('lesson')).not.toHaveProperty('guest_accelerator');
});

test('a Spot instance has all settings that Google requires, and an on-demand one restarts automatically', () => {
  const onDemand = instance('lesson', { trainingVms: { training: { spot: false } } });

  expect(instance('lesson')['scheduling']).toEqual([
    {
      on_host_maintenance: 'TERMINATE',
      automatic_restart: false,
      preemptible: true,
      provisioning_model: 'SPOT',
      instance_termination_action: 'STOP',
    },
  ]);
  expect(onDemand['scheduling']).toEqual([
    { on_host_maintenance: 'TERMINATE', automatic_restart: true, provisioning_model: 'STANDARD' },
  ]);
});

test('production is reached through IAP and OS Login only, and keeps its data disk', () => {
  const { output, resources } = emitted('production');
  const vm = instance('production');

  expect(vm['network_interface'][0]).not.toHaveProperty('access_config');
  expect(vm['metadata']).toMatchObject({ 'enable-oslogin': 'TRUE', 'block-project-ssh-keys': 'TRUE' });
  expect(vm['shielded_instance_config']).toEqual([
    { enable_secure_boot: false, enable_vtpm: true, enable_integrity_monitoring: true },
  ]);
  expect(vm['depends_on']).toContain('google_compute_router_nat.ml_nat');
  expect(output).not.toHaveProperty('external_addresses');
  expect(resources('google_compute_disk')).toMatchObject({
    training_data: { lifecycle: { prevent_destroy: true } },
  });
});

test('several instances have disks, images and outputs of their own', () => {
  const image = { family: 'common-cu129-ubuntu-2204-nvidia-580' };
  const second = { ...v100, bootDiskGb: 100, image, publicAddress: false };
  const { output, resources } = emitted('lesson', { trainingVms: { 'v100-a': second } });

  expect(Object.keys(resources('google_compute_instance'))).toEqual(['gpu_training', 'gpu_v100_a']);
  expect(Object.keys(resources('google_compute_disk'))).toEqual(['training_data']);
  expect(output['instance_names']?.value).toEqual({
    training: '${google_compute_instance.gpu_training.name}',
    'v100-a': '${google_compute_instance.gpu_v100_a.name}',
  });
  expect(output['external_addresses']?.value).toHaveProperty('training');
  expect(output['external_addresses']?.value).not.toHaveProperty('v100-a');
});

test('synth writes main.tf.json and changes nothing else in its folder', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'gcp-companion-'));
  try {
    const app = () => new App({ outdir, analyticsReporting: false });
    const first = app();
    new GcpCompanion(first, 'Gcp', { config: gcpConfig('lesson') });
    expect(existsSync(join(outdir, 'gcp'))).toBe(false);
    first.synth();
    writeFileSync(join(outdir, 'gcp', '.terraform.lock.hcl'), 'lock');

    const second = app();
    const { configuration: written } = new GcpCompanion(second, 'Gcp', { config: gcpConfig('production') });
    second.synth();

    expect(readFileSync(join(outdir, GcpCompanion.file), 'utf8')).toBe(written);
    expect(readFileSync(join(outdir, 'gcp', '.terraform.lock.hcl'), 'utf8')).toBe('lock');
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
