/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }] },
  // By default one core is left for watch mode.
  maxWorkers: '100%',
  globalSetup: '<rootDir>/test/setup/scratch-folder.js',
  globalTeardown: '<rootDir>/test/setup/remove-scratch-folder.js',
  collectCoverageFrom: ['lib/**/*.ts', 'lambda/**/*.ts'],
  coverageReporters: ['text-summary', 'lcov'],
  // Loading aws-cdk-lib takes seconds; a second copy in the same worker would take them again.
  workerIdleMemoryLimit: '2GB',
};
