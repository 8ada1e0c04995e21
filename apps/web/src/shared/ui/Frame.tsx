/** The frame of an ordinary page: skip link, masthead, content, footer. */
import type { ComponentChildren } from 'preact';
import { t } from '../messages/shared.js';
import { ThemeSwitch } from './ThemeSwitch.js';
import { Wordmark } from './Wordmark.js';

export function Frame({ children, nav }: { children: ComponentChildren; nav?: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <header class="page masthead">
        <a class="masthead-home" href="/" aria-label={t('site.home')}>
          <Wordmark />
        </a>
        {nav && (
          <nav class="masthead-nav" aria-label={t('nav.label')}>
            {nav}
          </nav>
        )}
      </header>
      <main class="page" id="content" tabIndex={-1}>
        {children}
      </main>
      <footer class="footer">
        <div class="page">
          <p>{t('footer.about')}</p>
          <ThemeSwitch />
        </div>
      </footer>
    </>
  );
}
