/** Ends the Postgres of jest-global-setup.mjs. */
import { rm } from 'node:fs/promises';

export default async function tearDown() {
  const stores = globalThis.looplineTestStores;
  if (!stores) return;
  globalThis.looplineTestStores = undefined;
  await stores.postgres.stop();
  for (const folder of stores.folders) await rm(folder, { recursive: true, force: true });
}
