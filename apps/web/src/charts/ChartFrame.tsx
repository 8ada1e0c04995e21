/** Frame of a chart: the server's drawing first and on paper, the live one in its place once it has loaded, a cursor for fingers, mice and keys. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { DrawChart, LiveChart } from './plot.js';

/** How far Page Up and Page Down go. */
const PAGE = 10;

export interface ChartFrameProps<D> {
  data: D;
  /** Loads what draws; asked for when the chart is seen first. */
  load: () => Promise<DrawChart<D>>;
  isShown: boolean;
  /** What the picture shows, in a sentence. */
  label: string;
  /** What the cursor stands on, for who moves it with keys. */
  cursorLabel: string;
  /** Points the cursor can stand on, and the exact figures of each. */
  count: number;
  say: (index: number) => string;
  note: string;
  /** The drawing without scripts, and on paper. */
  children: ComponentChildren;
}

/** Where a key moves the cursor to; undefined: the key is none of ours. */
export function movedBy(key: string, at: number | null, count: number): number | undefined {
  const from = at ?? count - 1;
  const steps: Partial<Record<string, number>> = {
    ...{ ArrowLeft: at === null ? from : from - 1, ArrowRight: at === null ? from : from + 1 },
    ...{ PageDown: from - PAGE, PageUp: from + PAGE, Home: 0, End: count - 1 },
  };
  const to = steps[key];
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}

export function ChartFrame<D>(props: ChartFrameProps<D>) {
  const { data, isShown, label, cursorLabel, count, say, note, children } = props;
  const root = useRef<HTMLDivElement>(null);
  const chart = useRef<LiveChart<D> | null>(null);
  const isLive = useSignal(false);
  const at = useSignal<number | null>(null);
  const newest = useRef(data);
  newest.current = data;
  useEffect(() => {
    if (!isShown || chart.current !== null) return undefined;
    let isGone = false;
    void props.load().then((draw) => {
      if (isGone || !root.current) return;
      isLive.value = true;
      chart.current = draw(root.current, newest.current, (index) => {
        at.value = index;
      });
    });
    return () => {
      isGone = chart.current === null;
    };
  }, [isShown]);
  useEffect(() => () => chart.current?.stop(), []);
  useEffect(() => chart.current?.show(data), [data]);
  const index = at.value === null || at.value >= count ? null : at.value;
  const onKeyDown = (event: KeyboardEvent) => {
    const to = movedBy(event.key, index, count);
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    chart.current?.point(to);
  };
  const asSlider = {
    ...{ role: 'slider' as const, tabIndex: 0, 'aria-label': cursorLabel, onKeyDown },
    ...{ 'aria-valuemin': 1, 'aria-valuemax': count, 'aria-valuenow': (index ?? count - 1) + 1 },
    'aria-valuetext': index === null ? label : say(index),
  };
  return (
    <figure class="chart" data-live={isLive.value ? 'yes' : undefined}>
      <div class="chart-frame" {...(isLive.value ? asSlider : { role: 'img' as const, 'aria-label': label })}>
        <div class="chart-drawn" aria-hidden="true">
          {children}
        </div>
        <div ref={root} class="chart-live" />
      </div>
      <figcaption class="small">
        <span class="chart-value">{index === null ? '' : say(index)}</span>
        <span class="muted">{note}</span>
      </figcaption>
    </figure>
  );
}
