/** Things that are not right with this tablet, in words. Each says what to do. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { roughly } from '../../shared/figures/format.js';
import { k } from '../../shared/messages/keypad.js';
import { Banner } from '../../shared/ui/Badge.js';
import type { Desk } from '../app/desk.js';
import { LOW_SPACE_BYTES, storageHealth } from '../app/storage-health.js';
import { applyUpdate, canWorkOffline, updateReady } from '../offline/register.js';
import { clockText } from '../view/clock-text.js';

const MEGABYTE = 1024 * 1024;

/** Stays closed for as long as the tab lives, also over a reload. */
function wasClosed(id: string): boolean {
  try {
    return sessionStorage.getItem(`loopline.keypad.closed.${id}`) !== null;
  } catch {
    return false;
  }
}
function rememberClosed(id: string): void {
  try {
    sessionStorage.setItem(`loopline.keypad.closed.${id}`, 'yes');
  } catch {
    // Then it comes back with the next opening.
  }
}

function Closable({ id, tone, children }: { id: string; tone: 'warn' | 'bad'; children: ComponentChildren }) {
  const closed = useSignal(wasClosed(id));
  const close = () => {
    rememberClosed(id);
    closed.value = true;
  };
  if (closed.value) return null;
  return (
    <div class="banner-row">
      <Banner tone={tone} role="alert">
        {children}
      </Banner>
      <button type="button" class="button button-small" onClick={close}>
        {k('banner.close')}
      </button>
    </div>
  );
}

function Update({ desk }: { desk: Desk }) {
  if (!updateReady.value) return null;
  const { waiting, unsaved } = desk.recorder.figures.value;
  const busy = waiting + unsaved > 0;
  return (
    <button type="button" class="button update" disabled={busy} onClick={applyUpdate}>
      {k(busy ? 'update.wait' : 'update.ready')}
    </button>
  );
}

export function Banners({ desk, zone }: { desk: Desk; zone: string }) {
  const { persisted, freeBytes } = storageHealth.value;
  const { jump, sample } = desk.clock.state.value;
  const news = desk.clock.news.value;
  return (
    <div class="banners">
      <Update desk={desk} />
      {desk.feed.known.value.race?.simulated && <Banner tone="warn">{k('banner.simulated')}</Banner>}
      {jump && (
        <Banner tone="bad" role="alert">
          {k('banner.jump', {
            by: roughly(Math.abs(jump.byMs)),
            time: clockText(desk.clock.trueMs(Date.parse(jump.at)), zone),
          })}
        </Banner>
      )}
      {!jump && desk.wentBackMs > 0 && (
        <Closable id={`back-${desk.wentBackMs}`} tone="bad">
          {k('banner.wentBack', { by: roughly(desk.wentBackMs) })}
        </Closable>
      )}
      {news && (
        <Closable key={news.since} id={news.since} tone="warn">
          {k('banner.changed', {
            by: roughly(Math.abs(news.changedMs)),
            since: clockText(desk.clock.trueMs(Date.parse(news.since)), zone),
          })}
        </Closable>
      )}
      {!sample && <Banner tone="warn">{k('banner.never')}</Banner>}
      {!canWorkOffline() && (
        <Closable id="http" tone="warn">
          {k('banner.http')}
        </Closable>
      )}
      {canWorkOffline() && persisted === false && (
        <Closable id="persist" tone="warn">
          {k('banner.persist')}
        </Closable>
      )}
      {freeBytes !== null && freeBytes < LOW_SPACE_BYTES && (
        <Closable id="space" tone="warn">
          {k('banner.space', { free: Math.floor(freeBytes / MEGABYTE) })}
        </Closable>
      )}
    </div>
  );
}
