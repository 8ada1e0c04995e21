/** The built pages: `renderPage` from the server bundle and the client's manifest, loaded once. The bundle is a build product, so it is imported by path. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the pages can be asked for; the fields of each kind are the pages' own business (`apps/web/src/server/page-request.ts`). */
export type PageRequest = { kind: string; lang?: string; now?: string } & Record<string, unknown>;

interface RenderModule {
  renderPage(page: PageRequest, assets: { manifest: unknown; base: string }): { status: number; html: string };
}

export class PageRenderer {
  private constructor(
    private readonly module: RenderModule,
    private readonly manifest: unknown,
  ) {}

  /** @param webDir `dist/web` */
  static async load(webDir: string): Promise<PageRenderer> {
    const module = (await import(pathToFileURL(path.join(webDir, 'server', 'render.js')).href)) as RenderModule;
    const manifest: unknown = JSON.parse(await readFile(path.join(webDir, 'client', '.vite', 'manifest.json'), 'utf8'));
    return new PageRenderer(module, manifest);
  }

  render(page: PageRequest): { status: number; html: string } {
    return this.module.renderPage(page, { manifest: this.manifest, base: '/' });
  }
}
