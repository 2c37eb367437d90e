const { maxWorkers, transform, globalTeardown, workerIdleMemoryLimit } = require('./jest.unit.config.js');

/**
 * Tests of training instances that take minutes: `npm run test:training`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: '..',
  testMatch: ['<rootDir>/test/{boot,training}/**/*.long.test.ts'],
  transform,
  maxWorkers,
  globalSetup: '<rootDir>/test/setup/scratch-folder.ts',
  globalTeardown,
  workerIdleMemoryLimit,
  testTimeout: 600_000,
};
