/**
 * Directions of imports, checked by `npm run rooms`. The ground is below, and a folder imports only what is below it:
 *
 *   bin, cli
 *   platform.ts, app.ts, summary.ts, pages
 *   cost, quotas            read templates: constructs know neither
 *   template
 *   observability
 *   training, cluster, inference, gcp
 *   identity
 *   network, storage
 *   function
 *   boot, compliance, compute, notification, references, retention
 *   config
 *   catalog
 *   contract, table
 *
 * Functions (lambda/) import the contract alone.
 */

/** Folders of lib/ from the ground up; those of one floor do not import each other. */
const floors = [
  ['contract', 'table'],
  ['catalog'],
  ['config'],
  ['boot', 'compliance', 'compute', 'notification', 'references', 'retention'],
  ['function'],
  ['network', 'storage'],
  ['identity'],
  ['training', 'cluster', 'inference', 'gcp'],
  ['observability'],
  ['template'],
  ['cost', 'quotas'],
  ['pages'],
];

const upward = floors.flatMap((folders, floor) =>
  folders.map((folder) => ({
    name: `${folder}-imports-what-is-below`,
    comment: `lib/${folder} imports itself and the floors below it.`,
    severity: 'error',
    from: { path: `^lib/${folder}/` },
    to: {
      path: '^(bin|cli|lambda|lib|test)/',
      pathNot: `^lib/(${[folder, ...floors.slice(0, floor).flat()].join('|')})/`,
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-module-without-use',
      comment: 'Entry points aside, what nothing imports is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot:
          '^(bin/|cli/(start/start|train/train|fits/fits|models/models|upgrade/upgrade)\\.ts$|lambda/[^/]+/index\\.ts$)',
      },
      to: {},
    },
    ...upward,
    {
      name: 'lib-imports-no-program',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(bin|cli|lambda|test)/' },
    },
    {
      name: 'functions-import-the-contract-alone',
      severity: 'error',
      from: { path: '^lambda/([^/]+)/' },
      to: { path: '^(bin|cli|lib|lambda|test)/', pathNot: '^(lib/contract|lambda/$1)/' },
    },
    {
      name: 'programs-import-each-other-not',
      severity: 'error',
      from: { path: '^cli/(start|train|fits|models|upgrade)/' },
      to: { path: '^(bin|cli/(start|train|fits|models|upgrade))/', pathNot: '^cli/$1/' },
    },
  ],
  options: {
    includeOnly: '^(bin|cli|lambda|lib)/',
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count: a reader follows them too.
    tsPreCompilationDeps: true,
  },
};
