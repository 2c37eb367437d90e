const {
  maxWorkers,
  transform,
  globalSetup,
  globalTeardown,
  workerIdleMemoryLimit,
} = require('./jest.unit.config.js');

/**
 * Tests of training machines that take minutes: `jest --config jest.training.config.js`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: '..',
  testMatch: ['<rootDir>/test/training/**/*.long.test.ts'],
  transform,
  maxWorkers,
  globalSetup,
  globalTeardown,
  workerIdleMemoryLimit,
  testTimeout: 600_000,
};
