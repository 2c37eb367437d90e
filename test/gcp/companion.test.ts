import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { merge } from '../../lib/config/merge';
import { GcpCompanion } from '../../lib/gcp/companion';
import { devGcp, lessonGcp, productionGcp } from '../../lib/gcp/defaults';
import { gcpSchema, type GcpInput } from '../../lib/gcp/schema';
import { startupScript } from '../../lib/gcp/startup-script';

interface Instance {
  readonly guest_accelerator?: unknown;
  readonly network_interface: readonly { readonly access_config?: unknown }[];
  readonly metadata: Record<string, string>;
  readonly [argument: string]: unknown;
}
interface Configuration {
  readonly resource: Record<string, Record<string, unknown>> & {
    readonly google_compute_instance: Record<string, Instance>;
  };
  readonly output: Record<string, { readonly value: unknown }>;
}

const companion = (input: unknown, app = new App(), environment = 'test') =>
  new GcpCompanion(app, 'Gcp', { config: gcpSchema.parse(input), environment });
const configuration = (input: GcpInput, overlay: object = {}) =>
  JSON.parse(companion(merge(input, overlay)).configuration) as Configuration;
const only = (document: Configuration) => Object.values(document.resource.google_compute_instance)[0]!;
const v100 = { machineType: 'n1-standard-8', gpu: { acceleratorType: 'nvidia-tesla-v100', count: 2 } };

test('the lesson reads as in lesson.main.tf.json', () => {
  const text = companion(lessonGcp, undefined, 'lesson').configuration;
  // The script has a file of its own; as one line of JSON nobody can read it.
  const readable = text.replace(/("startup-script": )".*"/, '$1"lib/gcp/boot/startup.sh"');

  expect(readable).toBe(readFileSync(join(__dirname, 'lesson.main.tf.json'), 'utf8'));
});

test('the startup script arrives as it was written', () => {
  const script = only(configuration(productionGcp)).metadata['startup-script']!;
  const { libraries } = gcpSchema.parse(productionGcp);

  expect(script.replaceAll('$${', '${').replaceAll('%%{', '%{')).toBe(
    startupScript(libraries, 'training-data-disk'),
  );
  expect(script).toMatch(/^#!\/bin\/bash\nML_DATA_DEVICE_NAME='training-data-disk'\n/);
});

test('an N1 machine is given its V100s; an A2 machine brings its A100', () => {
  const n1 = configuration(lessonGcp, { trainingVms: { training: v100 } });

  expect(only(n1).guest_accelerator).toEqual([{ type: 'nvidia-tesla-v100', count: 2 }]);
  expect(only(configuration(lessonGcp))).not.toHaveProperty('guest_accelerator');
});

test('Spot sets all that Google asks for together; on demand restarts by itself', () => {
  const onDemand = configuration(lessonGcp, { trainingVms: { training: { spot: false } } });

  expect(only(configuration(lessonGcp))['scheduling']).toEqual([
    {
      on_host_maintenance: 'TERMINATE',
      automatic_restart: false,
      preemptible: true,
      provisioning_model: 'SPOT',
      instance_termination_action: 'STOP',
    },
  ]);
  expect(only(onDemand)['scheduling']).toEqual([
    { on_host_maintenance: 'TERMINATE', automatic_restart: true, provisioning_model: 'STANDARD' },
  ]);
});

test('production is reached through IAP and OS Login only, and keeps its data disk', () => {
  const document = configuration(productionGcp);

  expect(only(document).network_interface[0]).not.toHaveProperty('access_config');
  expect(only(document).metadata).toMatchObject({
    'enable-oslogin': 'TRUE',
    'block-project-ssh-keys': 'TRUE',
  });
  expect(only(document)['shielded_instance_config']).toEqual([
    { enable_secure_boot: false, enable_vtpm: true, enable_integrity_monitoring: true },
  ]);
  expect(only(document)['depends_on']).toEqual(['google_compute_router_nat.ml_nat']);
  expect(document.output).not.toHaveProperty('external_addresses');
  expect(document.resource['google_compute_disk']).toMatchObject({
    training_data: { lifecycle: { prevent_destroy: true } },
  });
  const ingress = Object.values(document.resource['google_compute_firewall']!);
  expect(ingress.flatMap((rule) => (rule as { source_ranges: string[] }).source_ranges).toSorted()).toEqual([
    '${google_compute_subnetwork.ml_subnet.ip_cidr_range}',
    '35.235.240.0/20',
  ]);
});

test('several instances have disks, images and outputs of their own', () => {
  const image = { family: 'common-cu129-ubuntu-2204-nvidia-580' };
  const second = { ...v100, bootDiskGb: 100, image, publicAddress: false };
  const document = configuration(lessonGcp, { trainingVms: { 'v100-a': second } });

  expect(Object.keys(document.resource.google_compute_instance)).toEqual(['gpu_training', 'gpu_v100_a']);
  expect(Object.keys(document.resource['google_compute_disk']!)).toEqual(['training_data']);
  expect(document.resource).toHaveProperty('google_compute_router_nat');
  expect(document.output['instance_names']?.value).toEqual({
    training: '${google_compute_instance.gpu_training.name}',
    'v100-a': '${google_compute_instance.gpu_v100_a.name}',
  });
  expect(document.output['external_addresses']?.value).toHaveProperty('training');
  expect(document.output['external_addresses']?.value).not.toHaveProperty('v100-a');
});

test('an environment without instances has no NAT and no image', () => {
  const document = configuration(devGcp, { trainingVms: { training: null } });

  expect(document).not.toHaveProperty('data');
  expect(document.resource).not.toHaveProperty('google_compute_router_nat');
});

test('synth writes main.tf.json and touches nothing else in its folder', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'gcp-companion-'));
  try {
    const app = () => new App({ outdir, analyticsReporting: false });
    const first = app();
    companion(lessonGcp, first);
    expect(existsSync(join(outdir, 'gcp'))).toBe(false);
    first.synth();
    writeFileSync(join(outdir, 'gcp', '.terraform.lock.hcl'), 'lock');

    const second = app();
    const { configuration: written } = companion(productionGcp, second);
    second.synth();

    expect(readFileSync(join(outdir, GcpCompanion.file), 'utf8')).toBe(written);
    expect(readFileSync(join(outdir, 'gcp', '.terraform.lock.hcl'), 'utf8')).toBe('lock');
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
