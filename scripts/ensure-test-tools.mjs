// What the tests run against and npm cannot bring: a real Redis, a real browser, and curl for the commands of the papers. Root on Debian gets them by apt-get; everybody else is told what to install.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One package of Debian per tool; any of the programs will do. */
const TOOLS = [
  { package: 'curl', programs: ['curl'] },
  { package: 'redis-server', programs: ['redis-server'] },
  { package: 'chromium', programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'] },
];
/** Debian asks this file before it starts a service; 101 forbids it. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';
const LOCK_WAIT_S = 300;

const missing = TOOLS.filter(({ programs }) => !programs.some(isOnPath)).map((tool) => tool.package);
if (missing.length > 0 && process.platform === 'linux' && process.getuid?.() === 0 && isOnPath('apt-get')) {
  installFromDebian(missing);
}
const still = TOOLS.filter(({ programs }) => !programs.some(isOnPath)).map((tool) => tool.package);
if (still.length > 0) {
  console.error(
    `The tests need ${still.join(' and ')}; install ${still.length > 1 ? 'them' : 'it'} and run npm test again.`,
  );
  process.exit(1);
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function installFromDebian(packages) {
  console.log(`tests: installing ${packages.join(', ')} with apt-get`);
  // The tests start their own servers: none may be left running, now or after the next boot.
  const ownPolicy = !existsSync(SERVICE_POLICY);
  if (ownPolicy) writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    if (!aptGet(['install', ...packages])) {
      console.log('tests: refreshing the package lists');
      aptGet(['update']);
      aptGet(['install', ...packages]);
    }
  } finally {
    if (ownPolicy) rmSync(SERVICE_POLICY, { force: true });
  }
  if (packages.includes('redis-server')) spawnSync('systemctl', ['disable', 'redis-server'], { stdio: 'ignore' });
}

function aptGet([verb, ...rest]) {
  const flags = verb === 'install' ? ['-y', '--no-install-recommends'] : [];
  const { status } = spawnSync(
    'apt-get',
    ['-qq', '-o', `DPkg::Lock::Timeout=${LOCK_WAIT_S}`, verb, ...flags, ...rest],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
  );
  if (status === 0) console.log(`tests: apt-get ${verb} done`);
  return status === 0;
}
