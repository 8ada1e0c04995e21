/** One runner on the desk: the facts on the left, what can be said on the right. */
import { useSignal } from '@preact/signals';
import type { RunnerFactsAnswer } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';
import { timeOfDay } from '../../shared/figures/format.js';
import { w } from '../../shared/messages/desk.js';
import { t } from '../../shared/messages/shared.js';
import { Badge } from '../../shared/ui/Badge.js';
import { Button, ButtonLink } from '../../shared/ui/Button.js';
import { type Desk, usePolled } from './data.js';
import { CorrectionLine, FactItem } from './FactList.js';
import { distance, sortFacts } from './facts.js';
import { Trouble } from './form-parts.js';
import { RunnerForms } from './RunnerForms.js';

const EVERY_MS = 5000;
/** Facts shown at first: the last hours; the rest is one press away. */
const SHOWN = 60;

function Title({ row, bib, desk }: { row: BoardRow | undefined; bib: string; desk: Desk }) {
  return (
    <div class="console-title desk-runner-title">
      <div>
        <h2 id="runner-title">
          <span class="desk-bib">{bib}</span> {row?.name ?? t('runner.unnamed', { bib })}
        </h2>
        {row && (
          <p class="console-about muted">
            <Badge tone={row.status === 'overdue' ? 'warn' : undefined}>{t(`status.${row.status}`)}</Badge>
            {row.laps !== undefined && <span>{w('laps', { laps: row.laps })}</span>}
            <span>{distance(row.distanceM)}</span>
            {row.lastAt && <span>{w('last', { time: timeOfDay(row.lastAt, desk.race.timeZone, true) })}</span>}
          </p>
        )}
      </div>
      <ButtonLink href={`/${desk.slug}/${encodeURIComponent(bib)}`}>{w('runner.public')}</ButtonLink>
    </div>
  );
}

export function Runner({ desk, bib }: { desk: Desk; bib: string }) {
  const facts = usePolled<RunnerFactsAnswer>(
    `/races/${desk.slug}/runners/${encodeURIComponent(bib)}/facts`,
    EVERY_MS,
    desk.outbox,
  );
  const all = useSignal(false);
  const row = desk.board.value?.rows.find((other) => other.bib === bib);
  const { claims, said } = sortFacts(facts.value?.facts ?? []);
  const shown = all.value ? claims : claims.slice(0, SHOWN);
  const names = new Map(desk.race.course.points.map((point) => [point.id, point.name ?? point.id]));
  return (
    <section aria-labelledby="runner-title">
      <Title row={row} bib={bib} desk={desk} />
      <Trouble problem={facts.problem} />
      <div class="desk-columns">
        <div>
          {said.length > 0 && (
            <>
              <h3>{w('said.title')}</h3>
              <ul class="desk-corrections desk-said">
                {said.map(({ fact, inForce }) => (
                  <CorrectionLine key={fact.id} fact={fact} inForce={inForce} desk={desk} />
                ))}
              </ul>
            </>
          )}
          <h3>{w('facts.title')}</h3>
          {facts.value && claims.length === 0 && <p class="muted">{w('facts.none')}</p>}
          <ol class="desk-facts">
            {shown.map((claim) => (
              <FactItem key={claim.fact.id} desk={desk} claim={claim} pointName={(id) => names.get(id) ?? id} />
            ))}
          </ol>
          {shown.length < claims.length && (
            <Button
              onClick={() => {
                all.value = true;
              }}
            >
              {w('facts.all', { count: claims.length })}
            </Button>
          )}
        </div>
        <RunnerForms desk={desk} bib={bib} />
      </div>
    </section>
  );
}
