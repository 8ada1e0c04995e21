/** The wordmark and the mark: a loop, and the line that counts it. Drawn by hand; colours follow the theme. */
import { t } from '../messages/shared.js';

/** The wordmark. The two o's are one track; the line crosses it. */
export function Wordmark({ height = 28 }: { height?: number }) {
  return (
    <svg
      class="wordmark"
      role="img"
      aria-label={t('site.name')}
      width={Math.round((height * 108) / 28)}
      height={height}
      viewBox="0 0 108 28"
      fill="none"
      stroke="currentColor"
      stroke-width="2.7"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d="M2.5 2.5V20H9" />
      <path d="M19.5 8H32A6 6 0 0 1 32 20H19.5A6 6 0 0 1 19.5 8Z" />
      <path d="M44 26V14A6 6 0 1 1 50 20Q46 20 44 17" />
      <path d="M62 2.5V20M68.5 8.5V20M68.5 3V3.05M75 20V8.5M75 14Q75 8 80 8Q85 8 85 14V20M91 14H102.8A6 6 0 1 0 100.5 18.7" />
      <path class="line" stroke-linecap="butt" d="M25.75 4V24" />
    </svg>
  );
}

/**
 * The mark as an instrument: the track fills anticlockwise from the line, as runners go, with `progress` from 0 to 1.
 * Decoration: what it says is always said in words beside it.
 */
export function LoopMark({ size = 32, progress }: { size?: number; progress?: number }) {
  const track = 'M16 23.5H20.5A7.5 7.5 0 0 0 20.5 8.5H11.5A7.5 7.5 0 0 0 11.5 23.5Z';
  const done = progress === undefined ? undefined : Math.max(0, Math.min(1, progress)) * 100;
  return (
    <svg
      class="loopmark"
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke-width="3"
    >
      <path class={done === undefined ? 'loopmark-full' : 'loopmark-track'} d={track} />
      {done !== undefined && (
        <path class="loopmark-done" d={track} pathLength={100} stroke-dasharray={`${done.toFixed(2)} 100`} />
      )}
      <path class="line" d="M16 19V28" />
    </svg>
  );
}
