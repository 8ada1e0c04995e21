/** The server's side of the pages: a request for a page in, status and HTML out. Pure and synchronous but for the clock. */
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { slimBoard } from '../runner/slim.js';
import { setLanguage } from '../shared/messages/translator.js';
import { stateText } from '../shared/state.js';
import { type Assets, entryFiles } from './assets.js';
import { Document } from './Document.js';
import type { PageRequest } from './page-request.js';
import { pageParts } from './pages.js';

export type { Assets, ViteManifest } from './assets.js';
export type * from './page-request.js';
export { pickLanguage } from '../shared/messages/translator.js';

/** A runner's page needs three rows of the board, not all of them. */
function slimmed(page: PageRequest): PageRequest {
  return page.kind === 'runner' ? { ...page, board: slimBoard(page.board, page.card.row.bib) } : page;
}

/** One page as HTML. The state handed to the browser is the request itself, with the instant it was rendered at. */
export function renderPage(page: PageRequest, assets: Assets): { status: number; html: string } {
  const lang = page.lang ?? 'en';
  setLanguage(lang);
  // The keypad's shell must be the same bytes at every visit, so that a service worker can keep it: no clock in it.
  const dated = page.kind === 'keypad' ? page : { ...slimmed(page), now: page.now ?? new Date().toISOString() };
  const parts = pageParts(dated);
  const document: VNode = (
    <Document
      lang={lang}
      title={parts.title}
      description={parts.description}
      entry={entryFiles(assets, parts.entry)}
      theme={entryFiles(assets, 'theme')}
      base={assets.base}
      state={stateText(dated)}
      hidden={parts.hidden}
    >
      {parts.body}
    </Document>
  );
  return { status: parts.status, html: `<!doctype html>${renderToString(document)}` };
}
