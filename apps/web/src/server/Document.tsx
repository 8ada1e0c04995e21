/** The HTML around a page: head, the page's markup, its state. No inline script or style, so that a strict policy holds. */
import type { ComponentChildren } from 'preact';
import type { EntryFiles } from './assets.js';

export interface DocumentProps {
  lang: string;
  title: string;
  description: string;
  entry: EntryFiles;
  theme: EntryFiles;
  base: string;
  /** JSON text of the page's state, already safe inside a script element. */
  state: string;
  /** Pages that no search engine should keep. */
  hidden?: boolean;
  children: ComponentChildren;
}

export function Document({ lang, title, description, entry, theme, base, state, hidden, children }: DocumentProps) {
  return (
    <html lang={lang} dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{title}</title>
        <meta name="description" content={description} />
        {hidden && <meta name="robots" content="noindex" />}
        <meta property="og:title" content={title} />
        <meta property="og:description" content={description} />
        <meta name="theme-color" content="#f5f7f4" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#000000" media="(prefers-color-scheme: dark)" />
        <link rel="icon" href={`${base}favicon.svg`} type="image/svg+xml" />
        <link rel="apple-touch-icon" href={`${base}apple-touch-icon.png`} />
        <link rel="manifest" href={`${base}site.webmanifest`} />
        {theme.script && <script src={theme.script} />}
        {entry.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {entry.preload.map((href) => (
          <link key={href} rel="modulepreload" href={href} />
        ))}
        {entry.script && <script type="module" src={entry.script} />}
      </head>
      <body>
        <div id="app">{children}</div>
        <script type="application/json" id="state" dangerouslySetInnerHTML={{ __html: state }} />
      </body>
    </html>
  );
}
