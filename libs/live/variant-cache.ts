/** What is derived from one version of a board (filtered, past, merged), made once, kept in a small bounded memory until the next version. */
import type { Version } from './race-room.js';

export class VariantCache<T> {
  private readonly races = new Map<string, { version: Version; held: Map<string, T> }>();

  constructor(
    private readonly perRaceMax: number,
    private readonly racesMax: number,
  ) {}

  get(slug: string, version: Version, key: string): T | undefined {
    const held = this.of(slug, version);
    const found = held.get(key);
    if (found === undefined) return undefined;
    held.delete(key);
    held.set(key, found);
    return found;
  }

  set(slug: string, version: Version, key: string, value: T): T {
    const held = this.of(slug, version);
    if (held.size >= this.perRaceMax) dropFirst(held);
    held.set(key, value);
    return value;
  }

  delete(slug: string, version: Version, key: string): void {
    this.of(slug, version).delete(key);
  }

  private of(slug: string, version: Version): Map<string, T> {
    const known = this.races.get(slug);
    if (known?.version === version) return known.held;
    this.races.delete(slug);
    if (this.races.size >= this.racesMax) dropFirst(this.races);
    const held = new Map<string, T>();
    this.races.set(slug, { version, held });
    return held;
  }
}

function dropFirst(map: Map<string, unknown>): void {
  const first = map.keys().next().value;
  if (first !== undefined) map.delete(first);
}
