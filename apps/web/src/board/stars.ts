/** Watched runners: kept on this device per race, shared by the address's fragment (`#watch=17,41`). */
import { signal } from '@preact/signals';

const key = (race: string) => `loopline.watch.${race}`;
const PREFIX = '#watch=';

/** Bibs in a fragment; none when it is another one. */
export function bibsInFragment(fragment: string): string[] {
  if (!fragment.startsWith(PREFIX)) return [];
  return decodeURIComponent(fragment.slice(PREFIX.length)).split(',').filter(Boolean);
}

/** The fragment that shares these bibs. */
export function fragmentFor(bibs: Iterable<string>): string {
  return PREFIX + [...bibs].map(encodeURIComponent).join(',');
}

export interface Stars {
  watched: { readonly value: ReadonlySet<string> };
  toggle(bib: string): void;
  /** Reads the kept ones and joins those of the fragment; true when the fragment brought some. */
  restore(): boolean;
}

/** Stars of one race. Empty until `restore`, so that server and first client markup agree. */
export function createStars(race: string): Stars {
  const watched = signal<ReadonlySet<string>>(new Set());
  const keep = (bibs: ReadonlySet<string>) => {
    watched.value = bibs;
    try {
      localStorage.setItem(key(race), JSON.stringify([...bibs]));
    } catch {
      // They hold for this visit then.
    }
  };
  return {
    watched,
    toggle(bib) {
      const next = new Set(watched.value);
      if (!next.delete(bib)) next.add(bib);
      keep(next);
    },
    restore() {
      let stored: string[] = [];
      try {
        const parsed: unknown = JSON.parse(localStorage.getItem(key(race)) ?? '[]');
        stored = Array.isArray(parsed) ? parsed.filter((bib) => typeof bib === 'string') : [];
      } catch {
        // Nothing kept, or nothing readable.
      }
      const shared = bibsInFragment(location.hash);
      if (shared.length > 0) keep(new Set([...stored, ...shared]));
      else if (stored.length > 0) watched.value = new Set(stored);
      return shared.length > 0;
    },
  };
}
