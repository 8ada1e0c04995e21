/** What a tablet keeps for a night without network. */
import type { Page } from 'playwright-core';

/** The page itself: it opens again without network. */
export const offlineKept = (page: Page): Promise<unknown> =>
  page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');

/** What the menu says of the start list; the menu is closed again. */
export async function menuSays(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByText(words).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.pad').waitFor();
}
