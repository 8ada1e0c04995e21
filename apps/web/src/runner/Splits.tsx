/** Standard marks: what may be claimed, what lies between passings, and a record at the same marks. */
import type { Signal } from '@preact/signals';
import { Part } from '../outlook/Part.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { km, time } from '../shared/figures/format.js';
import { r } from '../shared/messages/runner.js';
import { SelectField } from '../shared/ui/Field.js';
import { comparableRecords, type SplitRow, splitRows } from './split-table.js';
import { markName, markValue } from './split-words.js';

export interface SplitsProps {
  card: RunnerCardAnswer;
  /** Id of the record compared with; the first one when it is none of them. */
  chosen: Signal<string>;
}

function recordWords({ record, isTimed }: SplitRow): string {
  if (!record) return record === null ? r('splits.record.none') : '';
  const words = isTimed ? r('fig.km', { km: km(record.distanceM) }) : time(record.elapsedMs);
  return record.isKnown ? words : r('split.about', { value: words });
}

function againstWords({ record }: SplitRow): string {
  if (!record) return '';
  const { aheadM, aheadMs } = record;
  return r(aheadM < 0 ? 'splits.behind' : 'splits.ahead', { km: km(Math.abs(aheadM)), time: time(Math.abs(aheadMs)) });
}

export function Splits({ card, chosen }: SplitsProps) {
  const records = comparableRecords(card.records);
  const record = records.find(({ id }) => id === chosen.value) ?? records[0];
  const rows = splitRows(card.splits, record);
  const isEven = (record?.curve?.length ?? 0) <= 2;
  const notes = [r('splits.note'), record && r(isEven ? 'splits.even' : 'splits.own')].filter(Boolean).join(' ');
  return (
    <Part id="splits" level={2} title={r('splits.title')} note={rows.length > 0 ? notes : undefined}>
      {records.length > 1 && record && (
        <div class="splits-choice needs-scripts">
          <SelectField
            id="splits-record"
            label={r('splits.compare')}
            value={record.id}
            options={records.map(({ id, title, mark }) => ({ value: id, label: `${title}, ${mark}` }))}
            onChange={(id) => {
              chosen.value = id;
            }}
          />
        </div>
      )}
      {rows.length === 0 ? (
        <p class="muted">{r('splits.none')}</p>
      ) : (
        <div class="twin-scroll" role="region" aria-label={r('splits.title')} tabIndex={0}>
          <table class="list splits">
            <thead>
              <tr>
                <th scope="col">{r('splits.mark')}</th>
                <th scope="col">{r('splits.claim')}</th>
                <th scope="col">{r('splits.between')}</th>
                {record && (
                  <>
                    <th scope="col">{r('splits.record')}</th>
                    <th scope="col">{r('splits.against')}</th>
                  </>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <SplitLine key={row.split.code} row={row} withRecord={record !== undefined} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Part>
  );
}

function SplitLine({ row, withRecord }: { row: SplitRow; withRecord: boolean }) {
  const { split, record } = row;
  return (
    <tr>
      <th scope="row">{markName(split.code)}</th>
      <td data-label={r('splits.claim')}>
        {split.claimable ? markValue(split, split.claimable, true) : r('fig.none')}
      </td>
      <td data-label={r('splits.between')} class="between">
        {split.interpolated ? markValue(split, split.interpolated, false) : ''}
      </td>
      {withRecord && (
        <>
          <td data-label={r('splits.record')} class={record?.isKnown === false ? 'between' : undefined}>
            {recordWords(row)}
          </td>
          <td data-label={r('splits.against')}>{againstWords(row)}</td>
        </>
      )}
    </tr>
  );
}
