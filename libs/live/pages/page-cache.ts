/** Rendered pages by key, compressed once: a crowd that opens the board between two laps costs one rendering. */
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { gzip } from 'node:zlib';

export const PAGES_MAX = 200;

export interface CachedPage {
  status: number;
  html: Buffer;
  gzip: Buffer;
  etag: string;
}

const compress = promisify(gzip);

export class PageCache {
  private readonly pages = new Map<string, Promise<CachedPage>>();

  /** @param key names everything the page depends on, the board's version too */
  get(key: string, render: () => { status: number; html: string }): Promise<CachedPage> {
    const known = this.pages.get(key);
    if (known) return known;
    const page = makePage(render);
    this.pages.set(key, page);
    page.catch(() => this.pages.delete(key));
    if (this.pages.size > PAGES_MAX) {
      const oldest = this.pages.keys().next().value;
      if (oldest !== undefined) this.pages.delete(oldest);
    }
    return page;
  }
}

/** One page, compressed. */
export async function makePage(render: () => { status: number; html: string }): Promise<CachedPage> {
  const { status, html } = render();
  const bytes = Buffer.from(html);
  return {
    status,
    html: bytes,
    gzip: await compress(bytes, { level: 5 }),
    etag: `"${createHash('sha1').update(bytes).digest('base64url')}"`,
  };
}
