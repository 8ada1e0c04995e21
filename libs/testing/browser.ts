/** A headless Chromium for browser tests, and the accessibility check they share. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

const PATHS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

/** Starts Chromium; close it in `afterAll`. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PATHS.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    throw new Error('no Chromium found: apt-get install -y chromium, or set CHROMIUM to its path');
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

export interface OpenPage {
  page: Page;
  /** Console errors and uncaught exceptions so far; a good page has none. */
  complaints: string[];
}

/** A page in a fresh context that remembers every complaint of the browser. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints };
}

/** What axe finds serious or critical, one line each; an empty list is a pass. `rules` narrows it to some of its rules. */
export async function seriousAxeFindings(page: Page, rules?: string[]): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const results = await page.evaluate(async (only): Promise<AxeResults> => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run({ resultTypes: ['violations'], ...(only ? { runOnly: { type: 'rule', values: only } } : {}) });
  }, rules);
  return results.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
}

export const THEMES = ['light', 'dark', 'sun'] as const;
export type Theme = (typeof THEMES)[number];
/** What a theme can break: colours. Other rules have their answer from the first theme, and each costs as much again. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Puts a theme on as a person does, by the setting of the system or by the button for the sun; then what axe finds, all of it in the light one. */
export async function findingsIn(theme: Theme, page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
  await page.evaluate((name) => {
    const { dataset } = document.documentElement;
    if (name === 'sun') dataset['theme'] = name;
    else delete dataset['theme'];
  }, theme);
  const findings = await seriousAxeFindings(page, theme === 'light' ? undefined : COLOUR_RULES);
  return findings.map((finding) => `${theme}: ${finding}`);
}

/** How far the page can be scrolled sideways, in CSS px; 0 is a pass. */
export async function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
