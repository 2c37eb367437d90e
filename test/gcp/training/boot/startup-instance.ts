import { gcpSchema } from '../../../../lib/config/schema/gcp';
import { productionGcp } from '../../../../lib/config/environments/gcp';
import { startupScript } from '../../../../lib/gcp/training/boot/startup-script';
import { bootInstance } from '../../../training/boot/instance';

const { libraries } = gcpSchema.parse(productionGcp);

/** Commands that set metadata attributes of the instance. */
export const attributes = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `echo '${value}' >/metadata/instance/attributes/${name}`)
    .join('\n');

/** Commands that give the disk of the instance a device name, as if Terraform had attached it. */
const ATTACHED = `mkdir -p /metadata/instance/attributes
echo gpu-training-a100 >/metadata/instance/name; echo FALSE >/metadata/instance/preempted
echo NONE >/metadata/instance/maintenance-event
ln -sf "$(</volume)" /devices/disk/by-id/google-disk-1`;

/** Boots an instance on Compute Engine with the startup script, as far as the commands go. */
export function bootGoogleInstance(
  commands: string,
  { mode = 'plain', disk = true }: { mode?: 'plain' | 'systemd'; disk?: boolean } = {},
): string {
  const script = startupScript(libraries, disk ? 'disk-1' : '');
  const { stdout } = bootInstance(script, `${ATTACHED}\n${commands}`, mode, __dirname);
  return stdout;
}

/** Commands that run the startup script, and print its exit status. */
export const STARTUP = 'bash /user-data &>/out; echo "status $?"';
