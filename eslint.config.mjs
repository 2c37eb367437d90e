import cdkPlugin from 'eslint-cdk-plugin';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['cdk.out/', 'lib/gcp/terraform/google.ts', 'coverage/', 'node_modules/', '**/.venv/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked, cdkPlugin.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // The interfaces of the library lack what we join constructs by: metrics, load balancer targets, logical ids.
      'cdk/no-construct-in-interface': 'off',
      'cdk/no-construct-in-public-property-of-construct': 'off',
      // It sees no destructured props.
      'cdk/construct-constructor-property': 'off',
      // Entries of maps in the configuration become constructs, in scopes of their own.
      'cdk/no-variable-construct-id': 'off',
      'cdk/require-passing-this': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // A synthesized template is JSON without types.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
