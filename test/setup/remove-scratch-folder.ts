import { rmSync } from 'node:fs';

export default function removeScratchFolder(): void {
  rmSync(process.env['ML_PLATFORM_SCRATCH']!, { recursive: true, force: true });
}
