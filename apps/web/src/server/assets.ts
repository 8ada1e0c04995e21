/** Which files a page needs, by Vite's manifest. */
export interface ManifestChunk {
  file: string;
  name?: string;
  src?: string;
  isEntry?: boolean;
  css?: string[];
  imports?: string[];
  dynamicImports?: string[];
}
export type ViteManifest = Record<string, ManifestChunk>;

export interface Assets {
  manifest: ViteManifest;
  /** Public base of the files, ends with a slash. */
  base: string;
}

export interface EntryFiles {
  script: string | null;
  preload: string[];
  styles: string[];
}

/** The script of an entry, the chunks to preload with it and all its style sheets, as URLs. Unknown entries need nothing. */
export function entryFiles({ manifest, base }: Assets, entry: string): EntryFiles {
  const start = Object.values(manifest).find((chunk) => chunk.isEntry === true && chunk.name === entry);
  const styles = new Set<string>();
  const preload = new Set<string>();
  const visit = (chunk: ManifestChunk | undefined) => {
    if (!chunk) return;
    for (const key of chunk.imports ?? []) {
      const next = manifest[key];
      if (!next || preload.has(base + next.file)) continue;
      preload.add(base + next.file);
      visit(next);
    }
    for (const file of chunk.css ?? []) styles.add(base + file);
  };
  visit(start);
  return { script: start ? base + start.file : null, preload: [...preload], styles: [...styles] };
}
