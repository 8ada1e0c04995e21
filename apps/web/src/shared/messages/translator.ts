/**
 * The message catalogue. Every page asks `translator(scope, english)` once and gets a typed `t(key, values)`.
 * English travels with the page and is the fallback; other languages register their scopes before the first render.
 */
import { type Values, formatMessage } from './format.js';

export const LANGUAGES = ['en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Messages = Readonly<Record<string, string>>;
export type Translate<K extends string> = (key: K, values?: Values) => string;

const registered = new Map<string, Messages>();
let current = 'en';

/** Sets the language of everything rendered from here on (the server sets it before each page: rendering is synchronous). */
export function setLanguage(lang: string): void {
  current = lang;
}

/** The language in force, as a BCP 47 tag for Intl. */
export function language(): string {
  return current;
}

/** Adds one scope of a language other than English. */
export function registerMessages(lang: string, scope: string, messages: Messages): void {
  registered.set(`${lang}/${scope}`, messages);
}

/** A typed `t()` over one scope of the catalogue. */
export function translator<M extends Messages>(scope: string, english: M): Translate<Extract<keyof M, string>> {
  return (key, values = {}) => {
    const translated = current === 'en' ? undefined : registered.get(`${current}/${scope}`)?.[key];
    return formatMessage(translated ?? english[key] ?? key, values, translated ? current : 'en');
  };
}

const AVAILABLE: readonly string[] = LANGUAGES;

/** The best language for an `Accept-Language` header or a language tag; English when nothing fits. */
export function pickLanguage(accept: string | undefined): Language {
  for (const part of (accept ?? '').split(',')) {
    const tag = (part.split(';')[0] ?? '').trim().toLowerCase().split('-')[0] ?? '';
    const found = AVAILABLE.indexOf(tag);
    if (found >= 0) return LANGUAGES[found] ?? 'en';
  }
  return 'en';
}
