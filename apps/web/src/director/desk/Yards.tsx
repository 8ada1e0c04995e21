/** A backyard by hand (R9.7): yard by yard, in time or not, for races without a mat and for the corral's word against it. */
import { useSignal } from '@preact/signals';
import type { BoardRow } from '#libs/domain/index.js';
import { w } from '../../shared/messages/desk.js';
import { t } from '../../shared/messages/shared.js';
import { Badge } from '../../shared/ui/Badge.js';
import { Button } from '../../shared/ui/Button.js';
import { TextField } from '../../shared/ui/Field.js';
import type { Desk } from './data.js';
import { Outcome, useSending } from './form-parts.js';

function YardLine({ desk, row, yard }: { desk: Desk; row: BoardRow; yard: number }) {
  const sending = useSending(desk.outbox);
  const say = (inTime: boolean) => () =>
    void sending.send({ type: 'yard', bib: row.bib, yard, inTime, reason: w('yard.reason') });
  return (
    <tr data-bib={row.bib}>
      <th scope="row">
        <a class="desk-bib" href={`#runners/${encodeURIComponent(row.bib)}`}>
          {row.bib}
        </a>
      </th>
      <td>{row.name ?? t('runner.unnamed', { bib: row.bib })}</td>
      <td>
        <Badge>{t(`status.${row.status}`)}</Badge>
      </td>
      <td class="num">{row.laps ?? 0}</td>
      <td>
        <div class="console-actions">
          <Button disabled={sending.busy} label={w('yard.in.of', { bib: row.bib, yard })} onClick={say(true)}>
            {w('yard.in')}
          </Button>
          <Button
            look="danger"
            disabled={sending.busy}
            label={w('yard.out.of', { bib: row.bib, yard })}
            onClick={say(false)}
          >
            {w('yard.out')}
          </Button>
          <Outcome sending={sending} outbox={desk.outbox} />
        </div>
      </td>
    </tr>
  );
}

export function Yards({ desk }: { desk: Desk }) {
  const rows = desk.board.value?.rows ?? [];
  const asked = useSignal('');
  const inRace = rows.filter(
    (row) =>
      row.status === 'racing' ||
      row.status === 'corral' ||
      row.status === 'overdue' ||
      row.status === 'resting' ||
      row.status === 'entered',
  );
  const most = Math.max(0, ...rows.map((row) => row.laps ?? 0));
  const fewest = inRace.length === 0 ? most : Math.min(...inRace.map((row) => row.laps ?? 0));
  const yard = Number(asked.value) > 0 ? Math.floor(Number(asked.value)) : fewest + 1;
  const out = rows.filter((row) => !inRace.includes(row));
  return (
    <section aria-labelledby="yards-title">
      <h2 id="yards-title">{w('yards.title')}</h2>
      <p class="muted">{w('yards.about')}</p>
      <div class="desk-tools">
        <TextField
          id="yard"
          type="number"
          min="1"
          label={w('yard.number')}
          value={asked.value || String(yard)}
          onInput={(text) => {
            asked.value = text;
          }}
        />
      </div>
      <div class="desk-scroll" role="region" aria-label={w('yards.title')} tabIndex={0}>
        <table class="console-table desk-table">
          <thead>
            <tr>
              <th scope="col">{w('col.bib')}</th>
              <th scope="col">{w('col.name')}</th>
              <th scope="col">{w('col.status')}</th>
              <th scope="col" class="num">
                {w('col.yards')}
              </th>
              <th scope="col">{w('yard.of', { yard })}</th>
            </tr>
          </thead>
          <tbody>
            {[...inRace, ...out].map((row) => (
              <YardLine key={row.bib} desk={desk} row={row} yard={yard} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
