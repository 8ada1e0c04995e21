/** The page's side of the service worker: registers it, knows when the shell is kept, and offers an update without ever forcing one. */
import { signal } from '@preact/signals';

/** The page would open again without network. */
export const offlineReady = signal(false);
/** A new version waits. */
export const updateReady = signal<ServiceWorker | null>(null);

export const canWorkOffline = (): boolean => 'serviceWorker' in navigator;

function watch(registration: ServiceWorkerRegistration): void {
  const note = (worker: ServiceWorker | null) => {
    if (!worker) return;
    const look = () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) updateReady.value = worker;
      if (worker.state === 'activated') offlineReady.value = true;
    };
    worker.addEventListener('statechange', look);
    look();
  };
  note(registration.installing);
  note(registration.waiting);
  note(registration.active);
  registration.addEventListener('updatefound', () => note(registration.installing));
}

export async function registerOffline(): Promise<void> {
  if (!canWorkOffline()) return;
  try {
    const registration = await navigator.serviceWorker.register('/director/sw.js', {
      scope: '/director/',
      updateViaCache: 'none',
    });
    watch(registration);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
    });
  } catch {
    // Without it the page records all the same; the menu says that it does not open offline.
  }
}

/** Only ever called by a person, and only with an empty queue. */
export function applyUpdate(): void {
  const worker = updateReady.value;
  if (!worker) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  worker.postMessage('take over');
}
