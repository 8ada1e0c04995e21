/** What a crew needs of the page itself: a screen that stays on, a clock over all of it, and the link as a code for the second one. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { QrCode } from '../director/QrCode.js';
import { c } from '../shared/messages/crew.js';
import { Button } from '../shared/ui/Button.js';
import { BigClock, type BigClockProps } from './BigClock.js';

/** A lock ends whenever the page is hidden; it is taken again when somebody looks. */
function useAwake() {
  const isOn = useSignal(false);
  const isRefused = useSignal(false);
  useEffect(() => {
    if (!isOn.value) return undefined;
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    const take = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        const taken = await navigator.wakeLock.request('screen');
        if (ended) await taken.release();
        else lock = taken;
      } catch {
        isRefused.value = true;
        isOn.value = false;
      }
    };
    const onVisible = () => void take();
    document.addEventListener('visibilitychange', onVisible);
    void take();
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', onVisible);
      void lock?.release();
    };
  }, [isOn.value]);
  return { isOn, isRefused };
}

export function Tools({ awaited, race, nowMs }: Omit<BigClockProps, 'onClose'>) {
  const { isOn, isRefused } = useAwake();
  const isShown = useSignal(false);
  const isBig = useSignal(false);
  return (
    <section class="crew-tools needs-scripts" aria-label={c('tools.title')}>
      <div class="crew-buttons">
        <Button
          pressed={isOn.value}
          onClick={() => {
            isRefused.value = false;
            isOn.value = !isOn.value;
          }}
        >
          {c('tools.awake')}
        </Button>
        <Button onClick={() => (isBig.value = true)}>{c('big.open')}</Button>
        <Button
          pressed={isShown.value}
          onClick={() => {
            isShown.value = !isShown.value;
          }}
        >
          {c('tools.qr')}
        </Button>
      </div>
      {isBig.value && <BigClock awaited={awaited} race={race} nowMs={nowMs} onClose={() => (isBig.value = false)} />}
      {isRefused.value && (
        <p class="muted small" role="status">
          {c('tools.awake.refused')}
        </p>
      )}
      {isShown.value && (
        <div class="crew-qr">
          <QrCode text={location.href} label={c('tools.qr.label')} />
          <p class="muted small">{c('tools.qr.note')}</p>
        </div>
      )}
    </section>
  );
}
