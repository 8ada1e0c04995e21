/** A real Chromium as a process of its own, so that a test can pull its plug and open the same profile again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--window-size=1024,768',
];
const START_MS = 30_000;

export interface Tablet {
  context: BrowserContext;
  page: Page;
  /** The battery goes: no goodbye. */
  kill(): Promise<void>;
}

/** Opens (or opens again) the browser over a profile folder. */
export async function openTablet(profile: string): Promise<Tablet> {
  if (!existsSync(CHROMIUM))
    throw new Error(`no Chromium at ${CHROMIUM}: apt-get install -y chromium, or set CHROMIUM`);
  const child = spawn(CHROMIUM, [...FLAGS, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
    detached: true,
  });
  const address = await devtools(child);
  const browser: Browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0];
  if (!context) throw new Error('the browser has no context');
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    context,
    page,
    async kill() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      // The whole group: renderer and storage processes must not tidy up.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await gone;
      await browser.close().catch(() => undefined);
    },
  };
}

/** A tablet as a context of a browser that others use too: opened at once, and closed tidily. */
export async function tabletOf(browser: Browser): Promise<Tablet> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
  return { context, page: await context.newPage(), kill: () => context.close() };
}

function devtools(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`Chromium did not start: ${text}`)), START_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('error', reject);
  });
}

/** Folders of one test file; all gone at the end. */
export class Folders {
  private readonly made: string[] = [];
  async make(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'loopline-keypad-'));
    this.made.push(folder);
    return folder;
  }
  /** A copy of the built pages, so that another build in the meantime does not matter. */
  async pages(): Promise<string> {
    const built = new URL('../../dist/web/client', import.meta.url).pathname;
    if (!existsSync(join(built, 'sw.js')))
      throw new Error('the pages are not built: run both vite builds first (npm test does)');
    const folder = await this.make();
    await cp(built, folder, { recursive: true });
    return folder;
  }
  async clean(): Promise<void> {
    await Promise.all(
      this.made.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })),
    );
  }
}
