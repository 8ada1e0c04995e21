/** The top: race clock, time of day, which tablet this is, and in words where the entries are. */
import { k } from '../../shared/messages/keypad.js';
import { clock, timeOfDay } from '../../shared/figures/format.js';
import { raceTime } from '../../shared/figures/race-clock.js';
import { Icon, type IconName } from '../../shared/ui/Icon.js';
import type { Desk } from '../app/desk.js';
import type { Recorder } from '../app/recorder.js';
import type { Strip } from '../view/strip.js';
import { clockText } from '../view/clock-text.js';
import { stripText } from './words.js';

const LABELS = { before: 'top.before', due: 'top.due', running: 'top.raceClock', ended: 'top.ended' } as const;
const ICONS: Record<Strip['kind'], IconName> = {
  'not-saved': 'alert',
  refused: 'alert',
  offline: 'signal',
  failed: 'alert',
  sending: 'up',
  waiting: 'square',
  'all-sent': 'check',
  'nothing-yet': 'check',
};

/** Now, for the race clock: in a simulated race the board's own time, which runs ahead. */
function raceNowMs(desk: Desk): number {
  const now = desk.recorder.trueMs.value;
  const anchor = desk.feed.anchor.value;
  if (!desk.feed.known.value.race?.simulated || !anchor) return now;
  return Math.max(now, anchor.atMs + desk.recorder.nowMs.value - anchor.heardAtMs);
}

function Clocks({ desk, zone }: { desk: Desk; zone: string }) {
  const { race } = desk.feed.known.value;
  const time = race ? raceTime(race, raceNowMs(desk)) : null;
  return (
    <div class="clocks">
      <p class="clock clock-race">
        <span class="clock-label">{time ? k(LABELS[time.phase]) : k('top.raceClock')}</span>
        <span class="clock-figures" role="timer">
          {time ? clock(time.ms) : '--:--:--'}
        </span>
      </p>
      <p class="clock">
        <span class="clock-label">{k('top.timeOfDay')}</span>
        <span class="clock-figures clock-day" role="timer">
          {clockText(desk.recorder.trueMs.value, zone)}
        </span>
      </p>
    </div>
  );
}

function Sync({ desk, zone }: { desk: Desk; zone: string }) {
  const { recorder } = desk;
  const strip = recorder.strip.value;
  const at = recorder.figures.value.lastReceivedAt;
  const sentAt = at === null ? '' : timeOfDay(new Date(desk.clock.trueMs(Date.parse(at))).toISOString(), zone);
  const act = () => {
    if (strip.kind === 'refused') recorder.open.value = { kind: 'pair', code: '' };
    else recorder.driver.dispatch({ type: 'retry' });
  };
  const words = <span class="sync-words">{stripText(strip, sentAt)}</span>;
  return strip.canRetry ? (
    <button type="button" class="sync" data-tone={strip.tone} data-kind={strip.kind} onClick={act}>
      <Icon name={ICONS[strip.kind]} size={20} /> {words}
      <span class="sync-act">{strip.kind === 'refused' ? k('sync.refused.action') : k('sync.retry')}</span>
    </button>
  ) : (
    <p class="sync" data-tone={strip.tone} data-kind={strip.kind}>
      <Icon name={ICONS[strip.kind]} size={20} /> {words}
    </p>
  );
}

/** Jumps to the newest entry the server refused. */
function Attention({ recorder }: { recorder: Recorder }) {
  const count = recorder.figures.value.attention;
  if (count === 0) return null;
  const show = () => {
    const row = recorder.rows.value.find(
      (r) => r.phase === 'needs-attention' || r.corrections.some((c) => c.phase === 'needs-attention'),
    );
    recorder.selected.value = row?.id ?? null;
  };
  return (
    <button type="button" class="sync" data-tone="bad" onClick={show}>
      <Icon name="alert" size={20} /> <span class="sync-words">{k('sync.attention', { count })}</span>
    </button>
  );
}

export function TopStrip({ desk, zone }: { desk: Desk; zone: string }) {
  const { recorder } = desk;
  const { device, point, person } = recorder.pairing.value;
  return (
    <header class="top">
      <Clocks desk={desk} zone={zone} />
      <p class="place">
        <strong>{k('top.at', { device, point })}</strong>
        {person && <span>{k('top.person', { person })}</span>}
      </p>
      <div class="syncs">
        <Sync desk={desk} zone={zone} />
        <Attention recorder={recorder} />
      </div>
      <button
        type="button"
        class="menu-button"
        aria-label={k('top.menu')}
        onClick={() => (recorder.open.value = { kind: 'menu' })}
      >
        <svg class="glyph" viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3 5H17M3 10H17M3 15H17" />
        </svg>
      </button>
    </header>
  );
}
