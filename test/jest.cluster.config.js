const { transform, globalTeardown, workerIdleMemoryLimit } = require('./jest.unit.config.js');

/**
 * Tests with a real API server and scheduler of Kubernetes: `npm run test:cluster`, half a minute for each version.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: '..',
  testMatch: ['<rootDir>/test/cluster/**/*.long.test.ts'],
  transform,
  // One control plane at a time.
  maxWorkers: 1,
  globalSetup: '<rootDir>/test/cluster/setup/kubernetes-or-say-so.ts',
  globalTeardown,
  workerIdleMemoryLimit,
  testTimeout: 120_000,
};
