const { maxWorkers, transform, globalTeardown, workerIdleMemoryLimit } = require('./jest.unit.config.js');

/**
 * Tests of the companion with Terraform, the Google provider and checkov: `npm run test:gcp`, about a minute.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: '..',
  testMatch: ['<rootDir>/test/gcp/**/*.long.test.ts'],
  transform,
  maxWorkers,
  globalSetup: '<rootDir>/test/gcp/setup/terraform-or-say-so.ts',
  globalTeardown,
  workerIdleMemoryLimit,
  // The environment of checkov is made on the first run.
  testTimeout: 300_000,
};
