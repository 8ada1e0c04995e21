/**
 * Tiers by suffix: .spec.ts pure, .int.spec.ts real Postgres / Redis, .e2e.spec.ts running app, .sim.spec.ts seeded simulation.
 * Sources are compiled by SWC on the fly, so a test never runs against a stale build; tests that start processes use dist/.
 */
const swc = ['@swc/jest', { configFile: '.swcrc', swcrc: true, exclude: [] }];

const common = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': swc },
  moduleNameMapper: {
    '^#libs/(.*)\\.js$': '<rootDir>/libs/$1',
    '^#apps/(.*)\\.js$': '<rootDir>/apps/$1',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

const tier = (displayName, testRegex, testPathIgnorePatterns = []) => ({
  ...common,
  displayName,
  testRegex,
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...testPathIgnorePatterns],
});

export default {
  testTimeout: 60_000,
  projects: [
    tier('pure', '\\.spec\\.tsx?$', ['\\.(int|e2e|sim)\\.spec\\.tsx?$']),
    tier('sim', '\\.sim\\.spec\\.tsx?$'),
    tier('int', '\\.int\\.spec\\.tsx?$'),
    tier('e2e', '\\.e2e\\.spec\\.tsx?$'),
  ],
};
