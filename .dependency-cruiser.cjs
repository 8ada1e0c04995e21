/** The arrows of docs/architecture.md: who may import whom. */
const LIBS = {
  domain: [],
  forecast: ['domain'],
  records: ['domain'],
  contracts: ['domain'],
  client: ['domain', 'contracts'],
  platform: ['contracts'],
  readers: ['domain', 'contracts', 'platform'],
  log: ['domain', 'contracts', 'platform'],
  jobs: ['domain', 'contracts', 'platform'],
  ingest: ['readers', 'log', 'records', 'domain', 'forecast', 'contracts', 'platform'],
  projection: ['log', 'jobs', 'domain', 'forecast', 'records', 'contracts', 'platform'],
  results: ['projection', 'log', 'jobs', 'records', 'domain', 'contracts', 'platform'],
  live: ['projection', 'log', 'domain', 'contracts', 'platform'],
};

const spec = '\\.spec\\.tsx?$';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: spec },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...Object.entries(LIBS).map(([lib, allowed]) => ({
      name: `${lib}-imports-only-${allowed.join('-') || 'nothing'}`,
      severity: 'error',
      from: { path: `^libs/${lib}/`, pathNot: spec },
      to: { path: '^(libs|apps|bench|test)/', pathNot: `^libs/(${[lib, ...allowed].join('|')})/` },
    })),
    {
      name: 'pure-libraries-use-no-node',
      severity: 'error',
      from: { path: '^libs/(domain|forecast|records|contracts)/', pathNot: spec },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-uses-no-package',
      severity: 'error',
      from: { path: '^libs/(domain|forecast|records)/', pathNot: spec },
      to: { dependencyTypes: ['npm', 'npm-dev'] },
    },
    {
      name: 'only-specs-import-testing',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: [spec, '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'no-app-imports-another',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: spec },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'web-is-pure',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: spec },
      to: { path: '^libs/', pathNot: '^libs/(domain|forecast|records|contracts)/' },
    },
    {
      name: 'no-library-imports-apps',
      severity: 'error',
      from: { path: '^libs/', pathNot: spec },
      to: { path: '^apps/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
