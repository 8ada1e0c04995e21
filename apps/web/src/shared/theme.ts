/** The theme: what the system prefers, or a choice kept on this device. */
import { signal } from '@preact/signals';

export const THEMES = ['auto', 'light', 'dark', 'sun'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'loopline.theme';

/** The choice in force on this device. Starts as `auto`; `restoreTheme` reads the kept one in the browser. */
export const theme = signal<Theme>('auto');

function isTheme(text: string | null): text is Theme {
  return THEMES.some((t) => t === text);
}

/** Reads the kept choice. Call once after hydration, so that server and first client markup agree. */
export function restoreTheme(): void {
  try {
    const kept = localStorage.getItem(KEY);
    if (isTheme(kept)) theme.value = kept;
  } catch {
    // Storage may be forbidden: stay with `auto`.
  }
}

/** Chooses a theme, shows it at once and keeps it on this device. */
export function chooseTheme(next: Theme): void {
  theme.value = next;
  if (next === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // It holds for this page then.
  }
}
