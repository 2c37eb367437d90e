const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Gives all workers one temporary folder, so that nothing stays behind. */
module.exports = () => {
  process.env.ML_PLATFORM_SCRATCH = mkdtempSync(join(tmpdir(), 'ml-platform-test-'));
  process.env.TMPDIR = process.env.ML_PLATFORM_SCRATCH;
};
