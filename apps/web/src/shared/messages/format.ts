/**
 * ICU-like messages, the part we use: `{name}`, `{count, number}`, `{count, plural, =0 {none} one {# lap} other {# laps}}`, `{kind, select, a {..} other {..}}`.
 * Plural words come from Intl.PluralRules, figures from Intl.NumberFormat; `#` is the plural's figure. Arguments nest.
 */
export type Values = Readonly<Record<string, string | number>>;

const pluralRules = new Map<string, Intl.PluralRules>();
const numberFormats = new Map<string, Intl.NumberFormat>();

function kept<T>(cache: Map<string, T>, lang: string, make: () => T): T {
  const found = cache.get(lang) ?? make();
  cache.set(lang, found);
  return found;
}
const plural = (lang: string, n: number) => kept(pluralRules, lang, () => new Intl.PluralRules(lang)).select(n);
const figure = (lang: string, n: number) => kept(numberFormats, lang, () => new Intl.NumberFormat(lang)).format(n);

/** Index of the brace that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  throw new Error(`unbalanced braces in message: ${text}`);
}

/** `one {..} other {..}` as a map from choice to pattern. */
function choices(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let from = 0;
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
    const end = closing(text, open);
    found.set(text.slice(from, open).trim(), text.slice(open + 1, end));
    from = end + 1;
  }
  return found;
}

function argument(body: string, values: Values, lang: string): string {
  const [name = '', kind, ...rest] = body.split(',');
  const value = values[name.trim()];
  if (value === undefined) throw new Error(`message value missing: ${name.trim()}`);
  if (!kind) return String(value);
  if (kind.trim() === 'number') return figure(lang, Number(value));
  const options = choices(rest.join(','));
  const isPlural = kind.trim() === 'plural';
  const exact = isPlural ? options.get(`=${value}`) : options.get(String(value));
  const chosen =
    exact ?? (isPlural ? options.get(plural(lang, Number(value))) : undefined) ?? options.get('other') ?? '';
  return formatMessage(isPlural ? chosen.replaceAll('#', figure(lang, Number(value))) : chosen, values, lang);
}

/** Fills a message pattern. Throws on a missing value: a wrong call is found by the first test that renders it. */
export function formatMessage(pattern: string, values: Values, lang: string): string {
  let out = '';
  let from = 0;
  for (let open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', from)) {
    const end = closing(pattern, open);
    out += pattern.slice(from, open) + argument(pattern.slice(open + 1, end), values, lang);
    from = end + 1;
  }
  return out + pattern.slice(from);
}
