/** How fresh the page is, in words; our own connection and the mat's silence are two different sentences. */
import type { BoardStore } from '../store.js';
import { roughly, timeOfDay } from '../../shared/figures/format.js';
import { b } from '../../shared/messages/board.js';
import { Banner } from '../../shared/ui/Badge.js';
import { Icon } from '../../shared/ui/Icon.js';
import { isOnLaps, kindOf } from '../view/kinds.js';
import { freshness, silentFor } from '../view/freshness.js';

/** Ages in steps of five seconds under a minute: a ticking figure says nothing more. */
function age(ms: number): string {
  return roughly(ms < 60_000 ? Math.max(1000, Math.floor(ms / 5000) * 5000) : ms);
}

function words(store: BoardStore): { state: string; text: string } {
  const race = store.race.value;
  const zone = race.timeZone;
  const nowMs = store.nowMs.value;
  const time = (ms: number) => timeOfDay(new Date(ms).toISOString(), zone, true);
  if (!store.alive.value) return { state: 'still', text: b('fresh.still', { time: time(nowMs) }) };
  const sinceHeardMs = store.sinceHeardMs.value;
  const state = freshness({
    sinceHeardMs,
    paused: store.paused.value,
    state: race.state,
    refused: store.refused.value,
  });
  switch (state) {
    case 'refused':
      return { state, text: b('fresh.refused', { time: time(nowMs - sinceHeardMs) }) };
    case 'paused':
      return { state, text: b('fresh.paused', { time: time(store.pausedAt.value ?? nowMs) }) };
    case 'delayed':
      return { state, text: b('fresh.delayed', { ago: age(sinceHeardMs) }) };
    case 'offline':
      return { state, text: b('fresh.offline', { time: time(nowMs - sinceHeardMs) }) };
    case 'ended':
      return { state, text: b('fresh.ended', { time: time(Date.parse(race.endsAt ?? store.board.at)) }) };
    case 'before':
      return { state, text: b('fresh.before') };
    case 'live': {
      const read = store.lastReadAt.value;
      if (read === null) return { state, text: b('fresh.live') };
      return { state, text: b('fresh.live.read', { ago: age(nowMs - Date.parse(read)) }) };
    }
  }
}

export function FreshLine({ store }: { store: BoardStore }) {
  const { state, text } = words(store);
  return (
    <p class="fresh" data-fresh={state}>
      {state === 'paused' ? (
        <Icon name="pause" />
      ) : state === 'live' ? (
        <span class="dot" aria-hidden="true" />
      ) : state === 'delayed' ? (
        <Icon name="clock" />
      ) : state === 'offline' || state === 'refused' ? (
        <Icon name="alert" />
      ) : (
        <Icon name="flag" />
      )}
      {text}
      {state === 'still' && <span class="without-scripts">{b('fresh.noscript')}</span>}
    </p>
  );
}

/** Sentences that must not be missed: no connection, or silent mats. */
export function FreshBanners({ store }: { store: BoardStore }) {
  if (!store.alive.value) return null;
  const race = store.race.value;
  const { text, state } = words(store);
  if (state === 'refused') {
    return (
      <Banner role="alert">
        {text} <a href="/director">{b('fresh.refused.signIn')}</a>
      </Banner>
    );
  }
  if (state === 'offline') return <Banner role="alert">{text}</Banner>;
  // In a corral or between two huts nobody crosses a mat for long.
  if (!isOnLaps(kindOf(race))) return null;
  const silent = silentFor({ state: race.state, raceNowMs: store.nowMs.value, lastReadAt: store.lastReadAt.value });
  return silent === null ? null : <Banner tone="warn">{b('silent', { ago: roughly(silent) })}</Banner>;
}
