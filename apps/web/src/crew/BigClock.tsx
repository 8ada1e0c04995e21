/** The waiting over the whole screen, to be read across a tent. */
import { useEffect, useRef } from 'preact/hooks';
import type { RaceHeader } from '#libs/domain/index.js';
import { nameOf } from '../board/view/row-text.js';
import { clock } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { Button } from '../shared/ui/Button.js';
import type { Awaited } from './Alerts.js';
import { arrivalWords } from './words.js';

export interface BigClockProps {
  awaited: readonly Awaited[];
  race: RaceHeader;
  nowMs: number;
  onClose: () => void;
}

export function BigClock({ awaited, race, nowMs, onClose }: BigClockProps) {
  const root = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    root.current?.showModal();
  }, []);
  return (
    <dialog ref={root} class="big-clock" aria-label={c('big.open')} onClose={onClose}>
      <div class="big-clock-top">
        {race.startedAt !== undefined && (
          <p class="big-clock-race">{clock(Math.max(0, nowMs - Date.parse(race.startedAt)))}</p>
        )}
        <Button onClick={() => root.current?.close()}>{c('big.close')}</Button>
      </div>
      {awaited.map(({ card, arrival }) => {
        const { big, more, tone } = arrivalWords(arrival, card, race, nowMs);
        return (
          <section key={card.row.bib} class="big-clock-runner" data-tone={tone}>
            <h2>{nameOf(card.row)}</h2>
            <p class="big-clock-big" role="timer">
              {big}
            </p>
            {more[0] && <p>{more[0]}</p>}
          </section>
        );
      })}
    </dialog>
  );
}
