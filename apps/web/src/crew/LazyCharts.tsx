/** The charts of a runner, fetched when somebody scrolls to them: the page is small until then. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ChartsProps } from '../charts/Charts.js';
import { h } from '../shared/messages/charts.js';
import { Button } from '../shared/ui/Button.js';

/** Fetched a little before they are on the screen. */
const MARGIN = '200px';

export function LazyCharts(props: ChartsProps) {
  const root = useRef<HTMLDivElement>(null);
  const charts = useSignal<((of: ChartsProps) => preact.ComponentChild) | null>(null);
  const isMissing = useSignal(false);
  useEffect(() => {
    if (!root.current) return undefined;
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        seen.disconnect();
        void import('../charts/Charts.js').then(
          ({ Charts }) => (charts.value = Charts),
          // No network: the tables of the page say the same.
          () => (isMissing.value = true),
        );
      },
      { rootMargin: MARGIN },
    );
    seen.observe(root.current);
    return () => seen.disconnect();
  }, []);
  const Charts = charts.value;
  return (
    <div ref={root} class="crew-charts needs-scripts">
      {Charts ? (
        <Charts {...props} />
      ) : isMissing.value ? (
        <p class="muted small">
          {/* A browser keeps a failed import for as long as the page stands: only the page anew asks again. */}
          {h('missing')} <Button onClick={() => location.reload()}>{h('missing.again')}</Button>
        </p>
      ) : (
        // As high as what comes in its place: nothing may move away under a finger.
        <p class="crew-charts-coming muted small">{h('loading')}</p>
      )}
    </div>
  );
}
