/** "Remind me": the page calls before an arrival and when a runner stays away. Silent in quiet hours; on the screen always. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RaceHeader } from '#libs/domain/index.js';
import { nameOf } from '../board/view/row-text.js';
import type { CrewCard } from '../server/page-request.js';
import { roughly, timeOfDay } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { Banner } from '../shared/ui/Badge.js';
import { Button } from '../shared/ui/Button.js';
import { FieldFrame } from '../shared/ui/Field.js';
import { alertDue, type DueAlert, isQuiet, type QuietHours } from './alerts.js';
import type { Arrival } from './arrival.js';
import { askForNotifications, callOut, unlockSound } from './call-out.js';
import { keepQuiet, keptQuiet } from './kept.js';

export interface Awaited {
  card: CrewCard;
  arrival: Arrival;
}

/** Alerts given are remembered so that none comes twice; the oldest are forgotten. */
const GIVEN_MAX = 500;

function wordsOf({ kind }: DueAlert, { card, arrival }: Awaited, race: RaceHeader): string {
  const name = nameOf(card.row);
  if (kind === 'late')
    return c('alert.late', { name, time: card.row.lastAt ? timeOfDay(card.row.lastAt, race.timeZone) : '' });
  return kind === 'soon' && 'inMs' in arrival
    ? c('alert.soon', { name, time: roughly(arrival.inMs) })
    : c('alert.now', { name });
}

interface Call {
  id: string;
  text: string;
}

/** Calls that nobody has put away yet. */
function useCalls(
  isOn: Signal<boolean>,
  quiet: Signal<QuietHours>,
  awaited: readonly Awaited[],
  race: RaceHeader,
  nowMs: number,
) {
  const calls = useSignal<Call[]>([]);
  const given = useSignal<string[]>([]);
  useEffect(() => {
    if (!isOn.value) return;
    for (const one of awaited) {
      const { bib, lastAt = '' } = one.card.row;
      const due = alertDue(one.arrival, bib, lastAt);
      if (due === undefined || given.value.includes(due.id)) continue;
      given.value = [...given.value, due.id].slice(-GIVEN_MAX);
      const text = wordsOf(due, one, race);
      calls.value = [...calls.value.filter(({ id }) => !id.startsWith(`${bib} `)), { id: due.id, text }];
      if (!isQuiet(quiet.value, nowMs, race.timeZone)) callOut(text, due.id);
    }
  }, [nowMs, isOn.value]);
  return calls;
}

export function Alerts({ awaited, race, nowMs }: { awaited: readonly Awaited[]; race: RaceHeader; nowMs: number }) {
  const isOn = useSignal(false);
  const isRefused = useSignal(false);
  const quiet = useSignal<QuietHours>({ from: '', to: '' });
  useEffect(() => {
    quiet.value = keptQuiet();
  }, []);
  const calls = useCalls(isOn, quiet, awaited, race, nowMs);
  const toggle = () => {
    isOn.value = !isOn.value;
    isRefused.value = false;
    if (!isOn.value) return;
    unlockSound();
    void askForNotifications().then((granted) => {
      isRefused.value = !granted;
    });
  };
  const isSilent = isOn.value && isQuiet(quiet.value, nowMs, race.timeZone);
  return (
    <div class="crew-alerts needs-scripts">
      {calls.value.map(({ id, text }) => (
        <Banner key={id} tone="warn" role="alert">
          <p class="crew-strong">{text}</p>
          <Button
            onClick={() => {
              calls.value = calls.value.filter((call) => call.id !== id);
            }}
          >
            {c('alert.done')}
          </Button>
        </Banner>
      ))}
      <div class="crew-buttons">
        <Button pressed={isOn.value} onClick={toggle}>
          {c('alert.on')}
        </Button>
      </div>
      {isOn.value && (
        <>
          <p class="muted small">{c('alert.about')}</p>
          {isRefused.value && <p class="muted small">{c('alert.refused')}</p>}
          <QuietFields quiet={quiet} />
          {isSilent && <p class="small">{c('alert.quiet.now')}</p>}
        </>
      )}
    </div>
  );
}

function QuietFields({ quiet }: { quiet: Signal<QuietHours> }) {
  return (
    <div class="crew-quiet">
      {(['from', 'to'] as const).map((edge) => (
        <FieldFrame key={edge} id={`quiet-${edge}`} label={c(`alert.quiet.${edge}`)}>
          <input
            class="input"
            id={`quiet-${edge}`}
            type="time"
            value={quiet.value[edge]}
            onInput={(event) => {
              quiet.value = { ...quiet.value, [edge]: event.currentTarget.value };
              keepQuiet(quiet.value);
            }}
          />
        </FieldFrame>
      ))}
    </div>
  );
}
