/** Records that concern a runner: what each is, how it stands, how likely it falls, and what a claim would still lack. */
import type { CardRecord } from '#libs/contracts/index.js';
import { formatPace } from '#libs/domain/index.js';
import { km, time } from '../shared/figures/format.js';
import { o } from '../shared/messages/outlook.js';
import { chanceWords } from './chance.js';
import { Part } from './Part.js';

export interface RecordsProps {
  id: string;
  records: readonly CardRecord[] | undefined;
  level: 2 | 3;
}

const DECIDED = new Set<string>(['fallen', 'equalled', 'stands', 'part-lap']);

/** Margin at the last crossing and what is needed from now on; none of a record that was not beaten and is behind. */
export function recordFigures({ aheadM, aheadMs, requiredMsPerKm, verdict, words, curve }: CardRecord): string[] {
  const said: string[] = [];
  if (verdict === 'stands' || verdict === 'equalled') return said;
  // In yards everybody who is in is level.
  if (curve === undefined && aheadM === 0) return said;
  if (aheadM !== undefined) said.push(o(aheadM < 0 ? 'record.behind' : 'record.ahead', { km: km(Math.abs(aheadM)) }));
  if (aheadMs !== undefined)
    said.push(o(aheadMs < 0 ? 'record.behindMs' : 'record.aheadMs', { time: time(Math.abs(aheadMs)) }));
  if (requiredMsPerKm !== undefined && !words.includes('/km'))
    said.push(
      o('record.needs', {
        km: formatPace(1000, requiredMsPerKm, { required: true }),
        mi: formatPace(1000, requiredMsPerKm, { required: true, unit: '/mi' }),
      }),
    );
  return said;
}

function Record({ record }: { record: CardRecord }) {
  const { title, mark, words, status, method, caveats, chance, verdict } = record;
  const figures = recordFigures(record).join(', ');
  return (
    <li>
      <p class="crew-strong">{title}</p>
      <p>{o('record.marks', { mark, words })}</p>
      {figures && <p>{figures}</p>}
      {chance !== undefined && !DECIDED.has(verdict) && (
        <p class="estimated">{o('record.chance', { chance: chanceWords(verdict === 'out-of-reach' ? 0 : chance) })}</p>
      )}
      <p class="muted small">{[status, method].join(' \u00b7 ')}</p>
      {caveats.length > 0 && (
        <details class="caveats small">
          <summary>{o('records.more')}</summary>
          <ul>
            {caveats.map((caveat) => (
              <li key={caveat}>{caveat}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

export function Records({ id, records, level }: RecordsProps) {
  if (records === undefined || records.length === 0) return null;
  const [own, enRoute] = [records.filter((record) => !record.enRoute), records.filter((record) => record.enRoute)];
  return (
    <Part id={id} title={o('records.title')} level={level}>
      <RecordList records={own} />
      {enRoute.length > 0 && (
        // A race of a day passes a dozen marks: whoever wants to see them opens them.
        <details class="twin" open={own.length === 0}>
          <summary>{o('records.enRoute', { records: enRoute.length })}</summary>
          <RecordList records={enRoute} />
        </details>
      )}
    </Part>
  );
}

function RecordList({ records }: { records: readonly CardRecord[] }) {
  return (
    <ul class="records">
      {records.map((record) => (
        <Record key={`${record.id} ${record.event}`} record={record} />
      ))}
    </ul>
  );
}
