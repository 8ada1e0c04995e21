import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Tiers by suffix: .spec.ts pure, .int.spec.ts real Postgres / Redis, .e2e.spec.ts running app, .sim.spec.ts seeded simulation.
 * Sources are compiled by SWC on the fly, so a test never runs against a stale build; tests that start processes use dist/.
 */
const {
  exclude: _specsToo,
  $schema: _schema,
  ...swcrc
} = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
const swc = ['@swc/jest', { ...swcrc, swcrc: false }];

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

/** Tiers that stand on real stores share one Postgres per run. */
const withStores = {
  globalSetup: '<rootDir>/libs/testing/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest-global-teardown.mjs',
};

const tier = (displayName, testRegex, testPathIgnorePatterns = []) => ({
  ...common,
  displayName,
  testRegex,
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...testPathIgnorePatterns],
});

export default {
  testTimeout: 60_000,
  // Jest leaves one core idle; of two that is half the machine, while most suites wait for servers and pages.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // What a suite loaded as ES modules stays in its worker. A big one is slow, and so slow to end that Jest takes it for stuck.
  workerIdleMemoryLimit: '400MB',
  testSequencer: '<rootDir>/libs/testing/jest-sequencer.mjs',
  projects: [
    tier('pure', '\\.spec\\.tsx?$', ['\\.(int|e2e|sim)\\.spec\\.tsx?$']),
    { ...tier('sim', '\\.sim\\.spec\\.tsx?$'), ...withStores },
    { ...tier('int', '\\.int\\.spec\\.tsx?$'), ...withStores },
    { ...tier('e2e', '\\.e2e\\.spec\\.tsx?$'), ...withStores },
  ],
};
