// The SDK is pinned, so its warnings about later versions do not concern those who run the tests.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
module.exports = {
  rootDir: '..',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '\\.long\\.test\\.ts$'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }] },
  // By default one core is left for watch mode.
  maxWorkers: '100%',
  globalSetup: '<rootDir>/test/setup/unit-tests.ts',
  setupFilesAfterEnv: ['<rootDir>/test/setup/matchers.ts', '<rootDir>/test/setup/refuse-output.ts'],
  globalTeardown: '<rootDir>/test/setup/remove-scratch-folder.ts',
  collectCoverageFrom: ['bin/**/*.ts', 'cli/**/*.ts', 'lambda/**/*.ts', 'lib/**/*.ts'],
  coverageReporters: ['text-summary', 'lcov'],
  // Loading aws-cdk-lib takes seconds; a second copy in the same worker would take them again.
  workerIdleMemoryLimit: '2GB',
};
