/** A mobile network at its worst: what a page asks for comes when the test says so. */
import type { Page } from 'playwright-core';

/** Holds back whatever is asked for from here on by an address that fits. */
export async function holdBack(page: Page, address: RegExp): Promise<{ asked: Promise<unknown>; letGo: () => void }> {
  let letGo: () => void = () => undefined;
  const free = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(address, async (route) => {
    await free;
    await route.continue();
  });
  return { asked: page.waitForRequest(address), letGo };
}
