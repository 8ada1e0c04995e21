/** Which screen: opening, no storage, another tab, pairing, recording. */
import type { ComponentChildren } from 'preact';
import type { Signal } from '@preact/signals';
import { k } from '../../shared/messages/keypad.js';
import { Banner } from '../../shared/ui/Badge.js';
import type { Keypad, Screen } from '../app/keypad.js';
import { PairScreen } from './PairScreen.js';
import { RecordPage } from './RecordPage.js';

function Note({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="pair">
      <div class="pair-card">
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

export function App({ keypad, screen }: { keypad: Keypad; screen: Signal<Screen> }) {
  const now = screen.value;
  switch (now.kind) {
    case 'opening':
      return <Note title={k('opening')}>{null}</Note>;
    case 'broken':
      return (
        <Note title={k('broken.title')}>
          <Banner tone="bad" role="alert">
            {k('broken.detail', { why: now.why })}
          </Banner>
          <p>{k('broken.private')}</p>
        </Note>
      );
    case 'other-tab':
      return (
        <Note title={k('tab.title')}>
          <p>{k(now.lost ? 'tab.lost' : 'tab.detail')}</p>
          <button type="button" class="button button-primary pair-go" onClick={() => void keypad.takeTab()}>
            {k('tab.take')}
          </button>
        </Note>
      );
    case 'pair':
      return (
        <PairScreen
          key={now.code}
          race={keypad.race}
          code={now.code}
          owed={now.owed}
          person={now.person}
          onPaired={(p) => void keypad.paired(p)}
          onBack={now.paired ? () => void keypad.withoutCode() : undefined}
        />
      );
    case 'record': {
      const { recorder } = now.desk;
      const open = recorder.open.value;
      if (open?.kind === 'pair') {
        const { device, point, person } = recorder.pairing.value;
        const count = recorder.figures.value.waiting + recorder.figures.value.unsaved;
        const back = () => (recorder.open.value = null);
        return (
          <PairScreen
            race={keypad.race}
            code={open.code}
            owed={{ device, point, count }}
            person={person}
            onPaired={(p) => void keypad.paired(p)}
            onBack={back}
          />
        );
      }
      return <RecordPage desk={now.desk} onUnpair={() => void keypad.unpair()} />;
    }
  }
}
