import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GcpConfig } from './schema';

const script = readFileSync(join(__dirname, 'boot', 'startup.sh'), 'utf8');

/**
 * The script that an instance runs at every boot.
 *
 * @param dataDeviceName - Device name of the data disk. Default: the instance has none.
 */
export function startupScript(libraries: GcpConfig['libraries'], dataDeviceName = ''): string {
  const settings = {
    ML_DATA_DEVICE_NAME: dataDeviceName,
    ML_PYTORCH_INDEX_URL: libraries.pytorchIndexUrl ?? '',
    ML_PYTORCH_PACKAGES: libraries.pytorch.join(' '),
    ML_PACKAGES: libraries.packages.join(' '),
  };
  // The schema lets no quote through.
  const header = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
  const [shebang, ...rest] = script.split('\n');
  return [shebang, ...header, ...rest].join('\n');
}
