/**
 * The keypad's service worker. It keeps one complete set per version: the shell and every file the shell names. A set is only used whole, so that
 * a half-downloaded update can never leave a tablet with a page that does not open. It never touches the API: the page's own queue does that.
 */
export {};

declare const self: ServiceWorkerGlobalScope;
/** Files of this version, put in by the build: URLs under /assets/, whose names change with their content. */
declare const KEYPAD_FILES: readonly string[];
/** Changes whenever a file or this worker changes. */
declare const KEYPAD_VERSION: string;

const PREFIX = 'loopline-keypad-';
const CACHE = `${PREFIX}${KEYPAD_VERSION}`;
const SHELL = '/director/_/keypad';
const PAGE = /^\/director\/[^/]+\/keypad\/?$/;
const PAGE_TIMEOUT_MS = 3_000;

/** The shell is the same for every race; an open page's own address is asked first because it is known to be there. */
async function fetchShell(): Promise<Response> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.map((client) => new URL(client.url).pathname).filter((path) => PAGE.test(path));
  for (const path of [...open, SHELL]) {
    const response = await fetch(path, { cache: 'no-store', credentials: 'omit' }).catch(() => null);
    if (response?.ok && !response.redirected) return response;
  }
  throw new Error('the shell of the keypad is not there');
}

/** A shell that names other files than ours belongs to another version: better no update than a broken one. */
async function keepSet(): Promise<void> {
  const cache = await caches.open(CACHE);
  const shell = await fetchShell();
  const html = await shell.clone().text();
  const script = KEYPAD_FILES.find((file) => /\/keypad-[^/]*\.js$/.test(file));
  if (!script || !html.includes(script)) throw new Error('the shell belongs to another version');
  await cache.addAll(KEYPAD_FILES.map((file) => new Request(file, { cache: 'no-cache' })));
  await cache.put(SHELL, shell);
}

async function dropOldSets(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

/** The network for at most three seconds; then, and for every kind of failure, the kept shell. */
async function page(request: Request): Promise<Response> {
  const kept = await caches.match(SHELL, { cacheName: CACHE });
  const slow = new Promise<null>((resolve) => setTimeout(resolve, PAGE_TIMEOUT_MS, null));
  const network = fetch(request).catch(() => null);
  const first = await Promise.race([network, slow]);
  if (first?.ok) return first;
  if (kept) return kept;
  return (await network) ?? Response.error();
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE, ignoreVary: true })) ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(keepSet()));
self.addEventListener('activate', (event) => event.waitUntil(dropOldSets().then(() => self.clients.claim())));
// A new version waits until the page, asked by a person, lets it take over.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && PAGE.test(url.pathname)) event.respondWith(page(request));
  else if (KEYPAD_FILES.includes(url.pathname)) event.respondWith(file(request));
});
