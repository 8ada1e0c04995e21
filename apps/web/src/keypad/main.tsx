/** Entry of the recording keypad. The shell is the same for everyone; what this tablet is lives in its own storage. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { k } from '../shared/messages/keypad.js';
import { setLanguage } from '../shared/messages/translator.js';
import '../shared/styles/all.css';
import '../shared/styles/forms.css';
import './styles/keypad.css';
import { restoreTheme } from '../shared/theme.js';
import { Keypad } from './app/keypad.js';
import { prefs, restorePrefs } from './app/prefs.js';
import { stayAwake, watchWakeLock } from './app/wake-lock.js';
import { registerOffline } from './offline/register.js';
import { App } from './ui/App.js';

/** The installed keypad has a manifest of its own: it opens here and nowhere else. */
document.querySelector('link[rel="manifest"]')?.setAttribute('href', '/manifest.webmanifest');
setLanguage(document.documentElement.lang || 'en');
restoreTheme();
restorePrefs();
const keypad = new Keypad();
const root = document.getElementById('app');
if (root) render(<App keypad={keypad} screen={keypad.screen} />, root);

effect(() => {
  const screen = keypad.screen.value;
  if (screen.kind !== 'record') return;
  const { recorder, feed } = screen.desk;
  document.title = k('title', { race: feed.known.value.race?.name ?? recorder.pairing.value.race });
});
window.addEventListener('beforeunload', (event) => {
  const screen = keypad.screen.value;
  if (screen.kind !== 'record') return;
  const { waiting, unsaved } = screen.desk.recorder.figures.value;
  if (waiting + unsaved > 0) event.preventDefault();
});

watchWakeLock();
stayAwake(prefs.value.awake);
void keypad.open();
void registerOffline();
