/** The door of the desk, as a director goes through it. */
import type { Page } from 'playwright-core';
import { DIRECTOR_TOKEN } from '#libs/testing/server-process.js';

/** Signs in on a page of the desk that asks for it, and waits until it is open. */
export async function signIn(page: Page): Promise<void> {
  await page
    .getByLabel(/token|sign-in/i)
    .first()
    .fill(DIRECTOR_TOKEN);
  await page.keyboard.press('Enter');
  await page.getByText('Signed in as').waitFor();
}
