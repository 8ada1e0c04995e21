/** What a person set up on this tablet: kept on the device, shown at once. */
import { signal } from '@preact/signals';

export interface Prefs {
  sound: boolean;
  /** 0 to 1. */
  volume: number;
  vibrate: boolean;
  awake: boolean;
  /** The letter u undoes (WCAG 2.1.4: single keys can be turned off). */
  letters: boolean;
}

const KEY = 'loopline.keypad';
const DEFAULTS: Prefs = { sound: true, volume: 0.6, vibrate: true, awake: true, letters: true };

export const prefs = signal<Prefs>(DEFAULTS);

export function restorePrefs(): void {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept === 'object' && kept !== null) prefs.value = { ...DEFAULTS, ...kept };
  } catch {
    // Storage may be forbidden or spoilt: the defaults hold.
  }
}

export function setPrefs(change: Partial<Prefs>): void {
  prefs.value = { ...prefs.value, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs.value));
  } catch {
    // They hold for this page then.
  }
}
