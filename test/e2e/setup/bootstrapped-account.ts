import { join } from 'node:path';
import { bootstrapCommand, runCdk } from '../../../cli/start/cdk';
import { startEmulator } from '../../../cli/start/emulator-process';
import { preparePythonEnvironment } from '../../../cli/start/python-environment';
import scratchFolder from '../../setup/scratch-folder';

/** Bootstraps an account once. Every test starts from a copy of its state, which saves time. */
export default async function bootstrapAccount(): Promise<void> {
  scratchFolder();
  const stateFolder = join(process.env['ML_PLATFORM_SCRATCH']!, 'bootstrapped');
  process.env['ML_PLATFORM_BOOTSTRAPPED'] = stateFolder;
  await preparePythonEnvironment({ report: console.log });
  const emulator = await startEmulator({ stateFolder });
  const { environment } = emulator;
  const { exitCode, output } = await runCdk(bootstrapCommand(emulator.region), { environment });
  await emulator.stop();
  if (exitCode !== 0) throw new Error(`cdk bootstrap ended with exit code ${exitCode}:\n${output}`);
}
