/** The keys. Enter is the largest thing on the screen. */
import { k } from '../../shared/messages/keypad.js';
import { Icon } from '../../shared/ui/Icon.js';
import type { Recorder } from '../app/recorder.js';
import { clockText } from '../view/clock-text.js';
import { Press } from './Press.js';

const FIGURES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

export function Pad({ recorder, zone }: { recorder: Recorder; zone: string }) {
  const aimed = recorder.aimed.value;
  const label = aimed ? k('key.assign.label', { time: clockText(aimed.atMs, zone) }) : k('key.enter.label');
  return (
    <div class="pad" role="group" aria-label={k('key.pad')}>
      {FIGURES.map((figure) => (
        <Press key={figure} class={`key key-${figure}`} onPress={() => recorder.digit(figure)}>
          {figure}
        </Press>
      ))}
      <Press class="key key-delete" label={k('key.delete')} onPress={() => recorder.erase()}>
        <svg class="glyph" viewBox="0 0 28 20" aria-hidden="true">
          <path d="M9 2H26V18H9L2 10ZM13 6.5L20 13.5M20 6.5L13 13.5" />
        </svg>
      </Press>
      <Press class="key key-clear" label={k('key.clear')} onPress={() => recorder.clear()}>
        <Icon name="cross" size={26} />
        <span class="key-word">{k('key.clear')}</span>
      </Press>
      <Press class="key key-tap" onPress={(at) => recorder.tap(at)}>
        <Icon name="clock" size={26} />
        <span class="key-word">{k('key.tap')}</span>
        <span class="key-sub">{k('key.tap.sub')}</span>
      </Press>
      <Press class="key key-enter" label={label} onPress={(at) => recorder.enter(at)}>
        <span>{k('key.enter')}</span>
        <svg class="glyph" viewBox="0 0 28 20" aria-hidden="true">
          <path d="M25 2V11H4M10 5L4 11L10 17" />
        </svg>
      </Press>
    </div>
  );
}
