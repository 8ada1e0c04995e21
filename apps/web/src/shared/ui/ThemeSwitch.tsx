/** The manual theme switch. Useless without scripts, therefore hidden then. */
import { useEffect } from 'preact/hooks';
import { t } from '../messages/shared.js';
import { THEMES, chooseTheme, restoreTheme, theme } from '../theme.js';

export function ThemeSwitch() {
  useEffect(restoreTheme, []);
  return (
    <div class="choice needs-scripts" role="group" aria-label={t('theme.label')}>
      {THEMES.map((name) => (
        <button key={name} type="button" aria-pressed={theme.value === name} onClick={() => chooseTheme(name)}>
          {t(`theme.${name}`)}
        </button>
      ))}
    </div>
  );
}
