/** Person on duty, sounds, screen, taking the entries out, the state of the tablet, unpairing. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { k } from '../../shared/messages/keypad.js';
import { ThemeSwitch } from '../../shared/ui/ThemeSwitch.js';
import type { Desk } from '../app/desk.js';
import { prefs, setPrefs } from '../app/prefs.js';
import { play, unlockSounds } from '../app/sounds.js';
import { storageHealth } from '../app/storage-health.js';
import { canStayAwake, stayAwake } from '../app/wake-lock.js';
import { offlineReady } from '../offline/register.js';
import { clockText, signedOffset } from '../view/clock-text.js';
import { exportCodes, exportCsv, exportJson } from '../view/export.js';
import { Codes } from './Codes.js';
import { saveFile } from './save-file.js';
import { Sheet } from './Sheet.js';
import { TextField } from '../../shared/ui/Field.js';

function Switch({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button type="button" class="switch" role="switch" aria-checked={on} onClick={() => onChange(!on)}>
      <span>{label}</span>
      <span class="switch-state">{k(on ? 'on' : 'off')}</span>
    </button>
  );
}

function Settings({ desk }: { desk: Desk }) {
  const { sound, volume, vibrate, awake, letters } = prefs.value;
  const person = useSignal(desk.recorder.pairing.value.person);
  return (
    <>
      <TextField
        id="menu-person"
        label={k('menu.person')}
        value={person.value}
        autoComplete="off"
        onInput={(text) => {
          person.value = text;
          void desk.keep({ person: text.trim().slice(0, 40) });
        }}
      />
      <div class="switches">
        <Switch
          label={k('menu.sound')}
          on={sound}
          onChange={(on) => {
            setPrefs({ sound: on });
            unlockSounds();
          }}
        />
        <Switch label={k('menu.vibrate')} on={vibrate} onChange={(on) => setPrefs({ vibrate: on })} />
        <Switch
          label={k('menu.awake')}
          on={awake && canStayAwake()}
          onChange={(on) => {
            setPrefs({ awake: on });
            stayAwake(on);
          }}
        />
        <Switch label={k('menu.letters')} on={letters} onChange={(on) => setPrefs({ letters: on })} />
      </div>
      {!canStayAwake() && <p class="field-hint">{k('menu.awake.none')}</p>}
      <label class="field">
        <span class="field-label">{k('menu.volume')}</span>
        <input
          class="volume"
          type="range"
          min="0"
          max="1"
          step="0.1"
          value={volume}
          disabled={!sound}
          onInput={(event) => {
            setPrefs({ volume: Number(event.currentTarget.value) });
            unlockSounds();
            play('accept');
          }}
        />
      </label>
      <div class="field">
        <span class="field-label">{k('menu.theme')}</span>
        <ThemeSwitch />
      </div>
    </>
  );
}

function Export({ desk, onExported }: { desk: Desk; onExported: () => void }) {
  const codes = useSignal(false);
  const { recorder } = desk;
  const { race, device } = recorder.pairing.value;
  const entries = recorder.entries();
  const owed = recorder.figures.value.waiting + recorder.figures.value.unsaved;
  const name = `${race}-${device}-${new Date().toISOString().slice(0, 19)}`.replace(/[^\w-]+/g, '-');
  const save = (suffix: string, type: string, text: string) => {
    saveFile(`${name}.${suffix}`, type, text);
    onExported();
  };
  return (
    <Part title={k('menu.export')}>
      <p class="field-hint">{k('menu.export.detail', { total: entries.length, owed })}</p>
      <div class="sheet-buttons">
        <button
          type="button"
          class="button"
          onClick={() => save('json', 'application/json', exportJson(race, entries, new Date().toISOString()))}
        >
          {k('menu.json')}
        </button>
        <button type="button" class="button" onClick={() => save('csv', 'text/csv', exportCsv(entries))}>
          {k('menu.csv')}
        </button>
        <button type="button" class="button" aria-pressed={codes.value} onClick={() => (codes.value = !codes.value)}>
          {k('menu.codes')}
        </button>
      </div>
      {codes.value && <Codes codes={exportCodes(race, entries)} />}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="sheet-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function State({ desk, zone }: { desk: Desk; zone: string }) {
  const { persisted } = storageHealth.value;
  const sample = desk.clock.state.value.sample;
  const runners = desk.feed.keptRunners.value;
  return (
    <Part title={k('menu.about')}>
      <ul class="facts">
        <li>{k(persisted ? 'menu.storage.yes' : 'menu.storage.no')}</li>
        <li>{k(offlineReady.value ? 'menu.offline.yes' : 'menu.offline.no')}</li>
        <li>{runners === null ? k('menu.list.no') : k('menu.list.yes', { count: runners })}</li>
        <li>
          {sample
            ? k('menu.clock', {
                offset: signedOffset(sample.offsetMs),
                time: clockText(desk.clock.trueMs(Date.parse(sample.measuredAt)), zone),
                trip: sample.roundTripMs,
              })
            : k('banner.never')}
        </li>
        <li>{k('menu.keys')}</li>
      </ul>
    </Part>
  );
}

export function MenuSheet({ desk, zone, onUnpair }: { desk: Desk; zone: string; onUnpair: () => void }) {
  const { recorder } = desk;
  const exported = useSignal(false);
  const count = recorder.figures.value.waiting + recorder.figures.value.unsaved;
  return (
    <Sheet title={k('menu.title')} onClose={() => (recorder.open.value = null)}>
      <Settings desk={desk} />
      <Export desk={desk} onExported={() => (exported.value = true)} />
      <State desk={desk} zone={zone} />
      <Part title={k('menu.unpair')}>
        {count > 0 && <p class="field-hint">{k('menu.unpair.owed', { count })}</p>}
        <button type="button" class="button button-danger" disabled={count > 0 && !exported.value} onClick={onUnpair}>
          {k(count > 0 ? 'menu.unpair.exported' : 'menu.unpair')}
        </button>
      </Part>
    </Sheet>
  );
}
