/** Results on paper: what counts, what is still open, and by which state of the log. */
import { type ResultRow, type TeamStanding, formatKm, officialMiles } from '#libs/domain/index.js';
import { remarks, timeOf } from '../files/result-columns.js';
import type { Version } from '../results.service.js';
import { GREY, LEFT, Paper, type PaperColumn, WIDTH } from './paper.js';
import { aboutOf, courseWords, dateWords, formatWords } from './words.js';

/** Statuses that need no word: a rank says it. */
const PLAIN: ReadonlySet<string> = new Set(['finished', 'racing', 'resting', 'overdue', 'corral']);

export async function resultsPdf(version: Version, madeAtMs: number): Promise<Buffer> {
  const { race, rows } = version;
  const paper = new Paper(aboutOf(version, 'results', madeAtMs));
  heading(paper, version);
  await paper.table(columnsOf(version), rows, { under: (row) => remarks(row) || undefined, underFrom: 2 });
  if (rows.length === 0) paper.paragraph('Nobody is entered yet.', { colour: GREY, size: 9 });
  const teams = race.teams(version.nowMs);
  if (teams && teams.length > 0) await teamTable(paper, teams);
  closing(paper, version);
  return paper.finish();
}

function heading(paper: Paper, version: Version): void {
  const { race, header } = version;
  const { definition } = race;
  const zone = definition.timeZone;
  const stamped = paper.stamp(paper.y + 2, 12);
  paper.text(definition.name, LEFT, paper.y - 4, { size: 20, bold: true, width: WIDTH - stamped - 14 });
  paper.y += 27;
  const said = [formatWords(definition), courseWords(race)].join(' · ');
  paper.text(said, LEFT, paper.y, { size: 9, width: WIDTH });
  paper.y += 13;
  const begun = header.startedAt === undefined ? 'planned start' : 'start';
  const start = dateWords(Date.parse(header.startedAt ?? header.scheduledStart), zone);
  const words = `${begun} ${start} (${zone}) · ${version.rows.length} entered · log position ${version.offset}`;
  paper.text(words, LEFT, paper.y, { size: 8, colour: GREY, width: WIDTH });
  paper.y += 18;
}

function columnsOf({ race }: Version): PaperColumn<ResultRow>[] {
  const { kind } = race.definition.format;
  const last: PaperColumn<ResultRow>[] =
    kind === 'fixed-time'
      ? [
          { head: 'laps', width: 28, right: true, cell: (row) => row.laps },
          { head: 'miles', width: 42, right: true, cell: officialMiles },
          { head: 'result', width: 60, right: true, bold: true, cell: (row) => row.officialText },
        ]
      : [
          { head: 'km', width: 48, right: true, cell: (row) => formatKm(row.distanceM) },
          { head: 'last crossing', width: 54, right: true, cell: (row) => timeOf(row.elapsedMs) },
          { head: 'result', width: 60, right: true, bold: true, cell: (row) => row.officialText },
        ];
  const taken = last.reduce((sum, { width }) => sum + width, 0) + 28 + 32 + 32 + 28 + 42;
  const free = WIDTH - taken;
  return [
    { head: 'rank', width: 28, right: true, bold: true, cell: placeOf },
    { head: 'bib', width: 32, right: true, cell: (row) => row.bib },
    { head: 'name', width: free * 0.57, cell: (row) => row.name },
    { head: 'country', width: 32, cell: (row) => row.country },
    { head: 'club or team', width: free * 0.43, cell: (row) => row.team ?? row.club },
    { head: 'class', width: 28, cell: (row) => row.category ?? row.sex },
    { head: 'sex · class', width: 42, right: true, cell: placesOf },
    ...last,
  ];
}

function placeOf(row: ResultRow): string | number | undefined {
  if (row.rank !== undefined && PLAIN.has(row.status)) return row.rank;
  return row.status === 'entered' ? undefined : row.status.toUpperCase();
}

function placesOf({ rankSex, rankCategory }: ResultRow): string | undefined {
  if (rankSex === undefined) return undefined;
  return rankCategory === undefined ? `${rankSex}.` : `${rankSex}. · ${rankCategory}.`;
}

async function teamTable(paper: Paper, teams: readonly TeamStanding[]): Promise<void> {
  paper.y += 16;
  paper.room(70);
  paper.text('Teams', LEFT, paper.y, { size: 12, bold: true });
  paper.y += 19;
  await paper.table<TeamStanding>(
    [
      { head: 'rank', width: 28, right: true, bold: true, cell: (team) => team.rank },
      { head: 'team', width: 200, cell: ({ team }) => team },
      { head: 'bibs that count', width: WIDTH - 304, cell: ({ scorers }) => scorers.join(', ') },
      { head: 'km', width: 76, right: true, bold: true, cell: ({ distanceM }) => formatKm(distanceM) },
    ],
    teams,
  );
}

/** How the figures were rounded, and what a reader must not take for final. */
function closing(paper: Paper, { state, rows, race }: Version): void {
  const byTime = race.definition.format.kind === 'fixed-distance' || race.definition.format.kind === 'course';
  const said = [
    byTime
      ? 'Times are from the gun, to the next longer whole second.'
      : 'Distances are whole metres and miles of 1609.344 m, rounded down.',
  ];
  if (rows.some(({ partPending }) => partPending)) said.push('Part laps are still to be measured: full laps only.');
  if (state === 'live' || state === 'provisional') said.push('These results may still change.');
  if (state === 'amended') said.push('These results changed after they had been declared official.');
  paper.y += 8;
  paper.paragraph(said.join(' '), { size: 7.5, colour: GREY });
}
