// npm run dev: server and pages rebuilt as you type, with a simulated race. Ctrl-C ends all of it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { prepare, ROOT, say } from './prepare.mjs';

await prepare();
const bin = (name) => path.join(ROOT, 'node_modules', '.bin', name);
const children = [];
const start = (name, command, args, env = {}) => {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  child.on('exit', (code) => code && say(`${name} ended with ${code}`));
  children.push(child);
};
const ignore = ['--ignore', '**/*.spec.ts', '--ignore', '**/*.spec.tsx', '--ignore', 'apps/web/**'];
start('server build', bin('swc'), ['apps', 'libs', 'bench', '-d', 'dist', '--watch', '--quiet', ...ignore]);
start('page build', bin('vite'), ['build', '-c', 'apps/web/vite.config.ts', '--watch', '--logLevel', 'warn']);
start('page build (server)', bin('vite'), [
  'build',
  '-c',
  'apps/web/vite.config.ts',
  '--ssr',
  '--watch',
  '--logLevel',
  'warn',
]);
start(
  'server',
  process.execPath,
  ['--enable-source-maps', '--watch-path=dist/apps', '--watch-path=dist/libs', 'dist/apps/loopline/main.js', '--demo'],
  {
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) child.kill('SIGTERM');
    setTimeout(() => process.exit(0), 1000);
  });
}
