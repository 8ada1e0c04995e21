/** Lap sheets to sign: every lap with its own and the cumulative time (R3.9, R4.1), every correction with who and why (R4.7). */
import { type CorrectionNote, type Lap, type RunnerCard, formatKm } from '#libs/domain/index.js';
import { exactTime } from '../files/lap-sheet.js';
import { remarks } from '../files/result-columns.js';
import type { Version } from '../results.service.js';
import { GREY, LEFT, Paper, type PaperColumn, WIDTH } from './paper.js';
import { aboutOf, clockOf, courseWords, dateWords, formatWords } from './words.js';

export interface Sheet {
  card: RunnerCard;
  /** Offset of the fact with this id, for corrections that point at a lap's evidence. */
  offsetOf: ReadonlyMap<string, number>;
}

export async function lapSheetPdf(version: Version, sheets: AsyncIterable<Sheet>, madeAtMs: number): Promise<Buffer> {
  const paper = new Paper(aboutOf(version, 'lap sheet', madeAtMs));
  const clock = clockOf(version.race.definition.timeZone);
  let first = true;
  for await (const sheet of sheets) {
    const { bib, name } = sheet.card.row;
    paper.head = `${version.race.definition.name}: lap sheet of ${[bib, name].filter(Boolean).join(' ')}`;
    if (!first) paper.page();
    await sheetOf(paper, version, sheet, clock, first);
    first = false;
  }
  if (first) paper.paragraph('Nobody is entered yet.', { colour: GREY, size: 9 });
  return paper.finish();
}

type Clock = ReturnType<typeof clockOf>;

async function sheetOf(paper: Paper, version: Version, sheet: Sheet, clock: Clock, first: boolean): Promise<void> {
  const { card } = sheet;
  heading(paper, version, card.row.bib, first);
  if (card.laps.length === 0) paper.paragraph('No lap.', { colour: GREY, size: 9 });
  const marks = marksOf(sheet);
  const isLine = version.race.definition.course.kind === 'line';
  await paper.table(isLine ? pointColumns(clock, marks) : lapColumns(clock, marks), card.laps, {
    lanes: isLine ? 1 : 2,
  });
  if (card.corrections.length > 0) await correctionTable(paper, card.corrections, version);
  signatures(paper);
}

function heading(paper: Paper, { race, rows }: Version, bib: string, first: boolean): void {
  const row = rows.find((each) => each.bib === bib);
  if (row === undefined) return;
  const { definition, startedAtMs } = race;
  if (first) {
    paper.stamp(paper.y, 9);
    paper.text(definition.name, LEFT, paper.y - 2, { size: 11, bold: true, width: WIDTH - 150 });
    paper.y += 24;
  }
  paper.text(row.bib, LEFT, paper.y - 3, { size: 20, bold: true });
  paper.text(row.name ?? '', LEFT + 66, paper.y + 2, { size: 15, bold: true, width: WIDTH - 66 - 120 });
  paper.text(row.officialText, LEFT, paper.y + 2, { size: 15, bold: true, width: WIDTH, right: true });
  paper.y += 25;
  const person = [row.category ?? row.sex, row.country, row.team ?? row.club].filter(Boolean).join(' · ');
  const place = row.rank === undefined ? row.status : `rank ${row.rank}, ${row.status}`;
  paper.text(person, LEFT + 66, paper.y, { size: 8.5, width: WIDTH - 66 - 150 });
  paper.text(place, LEFT, paper.y, { size: 8.5, width: WIDTH, right: true });
  paper.y += 13;
  const gun = race.gunMs(bib) ?? startedAtMs;
  const zone = definition.timeZone;
  const start = gun === undefined ? 'no gun yet' : `gun ${dateWords(gun, zone)} (${zone})`;
  const said = [formatWords(definition), courseWords(race), start].join(' · ');
  paper.text(said, LEFT, paper.y, { size: 7.5, colour: GREY, width: WIDTH });
  paper.y += 11;
  const more = [row.partM === undefined ? '' : `part lap ${row.partM} m, ${row.partState ?? 'seen'}`, remarks(row)];
  const open = more.filter(Boolean).join('; ');
  if (open) paper.text(open, LEFT, paper.y, { size: 8, bold: true, width: WIDTH });
  paper.y += open ? 16 : 6;
}

/** By log offset of the evidence, the number of the correction that touched it. */
function marksOf({ card, offsetOf }: Sheet): Map<number, number[]> {
  const marks = new Map<number, number[]>();
  for (const [i, note] of card.corrections.entries()) {
    const offset = note.target === undefined ? note.offset : offsetOf.get(note.target);
    if (offset !== undefined && !note.undone) marks.set(offset, [...(marks.get(offset) ?? []), i + 1]);
  }
  return marks;
}

type Marks = ReadonlyMap<number, readonly number[]>;
const markOf = (lap: Lap, marks: Marks): string | undefined => {
  const numbers = [...new Set(lap.offsets.flatMap((offset) => marks.get(offset) ?? []))];
  return numbers.length === 0 ? undefined : numbers.map((n) => `*${n}`).join(' ');
};

const lapTime = ({ lapMs }: Lap): string => (lapMs === undefined ? 'in time' : exactTime(lapMs));

function lapColumns(clock: Clock, marks: Marks): PaperColumn<Lap>[] {
  return [
    { head: 'lap', width: 26, right: true, bold: true, cell: ({ lap }) => lap },
    { head: 'lap time', width: 56, right: true, cell: lapTime },
    { head: 'cumulative', width: 62, right: true, cell: ({ elapsedMs }) => exactTime(elapsedMs) },
    { head: 'km', width: 44, right: true, cell: ({ distanceM }) => formatKm(distanceM) },
    { head: 'clock', width: 42, right: true, cell: ({ at }) => clock(at) },
    { head: '', width: 18, cell: (lap) => markOf(lap, marks) },
  ];
}

function pointColumns(clock: Clock, marks: Marks): PaperColumn<Lap>[] {
  return [
    { head: 'no.', width: 26, right: true, bold: true, cell: ({ lap }) => lap },
    { head: 'point', width: WIDTH - 400, cell: ({ point }) => point },
    { head: 'from the last', width: 72, right: true, cell: lapTime },
    { head: 'cumulative', width: 72, right: true, cell: ({ elapsedMs }) => exactTime(elapsedMs) },
    { head: 'km', width: 62, right: true, cell: ({ distanceM }) => formatKm(distanceM) },
    { head: 'arrived', width: 72, right: true, cell: ({ at }) => clock(at) },
    { head: 'left', width: 72, right: true, cell: ({ leftAt }) => clock(leftAt) },
    { head: '', width: 24, cell: (lap) => markOf(lap, marks) },
  ];
}

async function correctionTable(paper: Paper, notes: readonly CorrectionNote[], { race }: Version): Promise<void> {
  const zone = race.definition.timeZone;
  paper.y += 12;
  paper.room(60);
  paper.text('Corrections', LEFT, paper.y, { size: 10, bold: true });
  paper.y += 16;
  const numbered = notes.map((note, i) => ({ note, no: `*${i + 1}` }));
  await paper.table<(typeof numbered)[number]>(
    [
      { head: '', width: 22, bold: true, cell: ({ no }) => no },
      { head: 'what', width: 74, cell: ({ note }) => note.kind },
      { head: 'of', width: 108, cell: ({ note }) => dateWords(Date.parse(note.at), zone) },
      { head: 'by', width: 92, cell: ({ note }) => note.by },
      { head: 'why', width: WIDTH - 296, cell: ({ note }) => note.reason },
    ],
    numbered,
    {
      struck: ({ note }) => note.undone,
      under: ({ note }) => (note.undone ? 'undone by a later correction' : undefined),
      underFrom: 1,
    },
  );
}

function signatures(paper: Paper): void {
  paper.room(64);
  paper.y += 44;
  const each = (WIDTH - 40) / 3;
  for (const [i, who] of ['runner', 'judge', 'place and date'].entries()) {
    const x = LEFT + i * (each + 20);
    paper.rule(paper.y, x, each, GREY);
    paper.text(who, x, paper.y + 3, { size: 7, colour: GREY });
  }
  paper.y += 16;
}
