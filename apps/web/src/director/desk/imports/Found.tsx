/** What is in a file, before anything is stored: counts, the span of time, what to check, the first records, what cannot be read. */
import type { ImportAnswer, ImportPreviewRow } from '#libs/contracts/index.js';
import { day, timeOfDay } from '../../../shared/figures/format.js';
import { i } from '../../../shared/messages/imports.js';
import { Banner } from '../../../shared/ui/Badge.js';
import type { Desk } from '../data.js';

/** Records shown; the server sends a few more. */
const SHOWN = 20;
const BAD_SHOWN = 50;

const formatName = (format: string): string => i(`format.${format}` as 'format.csv');
/** Day and time to the ms, as the log has it. */
const instant = (iso: string, zone: string): string => `${day(iso, zone)} ${clockTime(iso, zone)}`;
const clockTime = (iso: string, zone: string): string => `${timeOfDay(iso, zone, true)}.${iso.slice(20, 23)}`;

function Facts({ answer, zone }: { answer: ImportAnswer; zone: string }) {
  const { unknown, from, to } = answer;
  const facts: [string, string][] = [
    [i('found.format'), formatName(answer.format)],
    [i('found.lines'), answer.lines.toLocaleString('en')],
    [i('found.reads'), answer.reads.toLocaleString('en')],
    ...(from && to ? ([[i('found.span'), `${instant(from, zone)} – ${instant(to, zone)}`]] as [string, string][]) : []),
    [i('found.zone'), answer.timeZone],
    [
      i('found.unknown'),
      unknown
        ? [
            unknown.chips > 0 && i('found.unknown.chips', { count: unknown.chips }),
            unknown.bibs > 0 && i('found.unknown.bibs', { count: unknown.bibs }),
          ]
            .filter(Boolean)
            .join(', ')
        : i('found.unknown.none'),
    ],
  ];
  return (
    <dl class="import-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Who({ row }: { row: ImportPreviewRow }) {
  if (row.kind === 'marker') return <span class="muted">{i('rows.marker')}</span>;
  if (row.bib === undefined) return <span class="muted">{i('rows.nobody')}</span>;
  return (
    <>
      <span class="desk-bib">{row.bib}</span> {row.name}
    </>
  );
}

function Rows({ rows, reads, zone }: { rows: readonly ImportPreviewRow[]; reads: number; zone: string }) {
  if (rows.length === 0) return null;
  const shown = rows.slice(0, SHOWN);
  return (
    <div class="desk-scroll" role="region" aria-label={i('rows.title')} tabIndex={0}>
      <table class="console-table import-rows">
        <caption class="field-label">{i('rows.title')}</caption>
        <thead>
          <tr>
            {(['line', 'at', 'who', 'chip', 'point'] as const).map((column) => (
              <th key={column} scope="col">
                {i(`rows.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) => (
            <tr key={at}>
              <th scope="row">{row.line}</th>
              <td class="import-at">
                {(at === 0 || day(row.at, zone) !== day(shown[at - 1]!.at, zone)) && (
                  <span class="muted">{day(row.at, zone)} </span>
                )}
                {clockTime(row.at, zone)}
              </td>
              <td>
                <Who row={row} />
              </td>
              <td class="import-chip">{row.chip}</td>
              <td>{row.point}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < reads && <p class="muted small">{i('rows.more', { count: reads - shown.length })}</p>}
    </div>
  );
}

export function Bad({ answer }: { answer: ImportAnswer }) {
  const { rejected, rejectedMore = 0 } = answer;
  if (rejected.length === 0) return null;
  const title = i('bad.title', { count: rejected.length + rejectedMore });
  const shown = rejected.slice(0, BAD_SHOWN);
  return (
    <div class="desk-scroll" role="region" aria-label={title} tabIndex={0}>
      <table class="console-table">
        <caption class="field-label">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{i('bad.line')}</th>
            <th scope="col">{i('bad.why')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) => (
            <tr key={at}>
              <th scope="row">{row.line}</th>
              <td>{row.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted small">
        {i('bad.about')} {shown.length < rejected.length + rejectedMore && i('bad.more', { shown: shown.length })}
      </p>
    </div>
  );
}

export function Found({ desk, answer }: { desk: Desk; answer: ImportAnswer }) {
  const zone = desk.race.timeZone;
  return (
    <section class="import-found" aria-labelledby="found-title">
      <h3 id="found-title">{i('found.title')}</h3>
      <Facts answer={answer} zone={zone} />
      {answer.reads === 0 ? (
        <Banner tone="bad" role="alert">
          {i('found.nothing')}
        </Banner>
      ) : (
        <p class="small">{i('found.check')}</p>
      )}
      {answer.notes.map((note) => (
        <Banner key={note} tone="warn">
          {note}
        </Banner>
      ))}
      <Rows rows={answer.preview ?? []} reads={answer.reads} zone={zone} />
      <Bad answer={answer} />
    </section>
  );
}
