const { maxWorkers, transform, globalTeardown, workerIdleMemoryLimit } = require('./jest.unit.config.js');

/**
 * Tests with the CLI of CDK, most of which deploy the platform into an emulated account: `npm run test:e2e`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: '..',
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  transform,
  maxWorkers,
  workerIdleMemoryLimit,
  globalSetup: '<rootDir>/test/e2e/setup/bootstrapped-account.ts',
  globalTeardown,
  // A deploy of all stacks takes the CLI 15 to 30 seconds.
  testTimeout: 240_000,
};
