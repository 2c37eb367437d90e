import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { bootScript, type BootScriptProps } from '../../../lib/training/boot/boot-script';

export const partsFolder = join(__dirname, '..', '..', '..', 'lib', 'training', 'boot');

/** User data of an instance with all values resolved. */
export function userData({
  volume = false,
  ...props
}: Partial<BootScriptProps> & { volume?: boolean } = {}): string {
  const stack = new Stack(new App(), 'Training', { env: { region: 'us-west-2' } });
  const bucket = (name: string) => s3.Bucket.fromBucketName(stack, name, name);
  return bootScript(stack, {
    kind: 'workstation',
    name: 'default',
    instanceType: 'g6e.xlarge',
    stores: {
      datasets: bucket('datasets-bucket'),
      models: bucket('models-bucket'),
      artifacts: bucket('artifacts-bucket'),
    },
    dataVolume: volume
      ? ec2.Volume.fromVolumeAttributes(stack, 'Volume', {
          volumeId: 'vol-1',
          availabilityZone: 'us-west-2a',
        })
      : undefined,
    ...props,
  }).render();
}

/** The script that an instance unpacks from its user data. */
export function unpacked(text: string): string {
  const [, header, parts] = /^(.*?\n)set -.*?<<'PARTS'[^\n]*\n(.*?)\nPARTS\n/s.exec(text)!;
  return header + gunzipSync(Buffer.from(parts!, 'base64')).toString();
}

/** `test` or `describe`, or their `skip` after saying why. */
export function unless<T extends jest.It | jest.Describe>(run: T, obstacle: string | undefined): T {
  if (!obstacle) return run;
  // Not with console: Jest hides its output for a file of skipped tests.
  process.stderr.write(`skipped: ${obstacle}\n`);
  return run.skip as T;
}

/** Runs a program until it exits, and returns its output as text. */
export const run = (command: string, args: string[], input?: string) =>
  spawnSync(command, args, { encoding: 'utf8', input });
