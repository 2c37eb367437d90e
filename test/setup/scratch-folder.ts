import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives all workers one temporary folder, so that nothing stays behind. */
export default function makeScratchFolder(): void {
  process.env['ML_PLATFORM_SCRATCH'] = mkdtempSync(join(tmpdir(), 'ml-platform-test-'));
  process.env['TMPDIR'] = process.env['ML_PLATFORM_SCRATCH'];
}
