/** The files of a record pack that come from nothing but the log and the start list (R8.6, R8.5). */
import type { StoredFact, EntrantAsEntered } from '#libs/log/index.js';
import { type Column, csvOf } from '../files/csv.js';
import type { RaceDefinition } from '#libs/domain/index.js';
import { courseWords, formatWords } from '../pdf/words.js';
import type { Version } from '../results.service.js';
import type { Device, Evidence } from './evidence.js';

export type PackFile = readonly [name: string, content: string | Buffer];

export interface PackParts {
  version: Version;
  /** One runner; absent: all. */
  bib: string | undefined;
  evidence: Evidence;
  people: readonly EntrantAsEntered[];
  madeAtMs: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

const PEOPLE: Column<EntrantAsEntered>[] = [
  { name: 'bib', cell: (one) => one.bib },
  { name: 'name', cell: (one) => one.name },
  { name: 'sex', cell: (one) => one.sex },
  { name: 'date_of_birth', cell: (one) => one.birthDate },
  { name: 'nationality', cell: (one) => one.country },
  { name: 'club', cell: (one) => one.club },
  { name: 'team', cell: (one) => one.team },
  { name: 'category', cell: (one) => one.category },
  { name: 'chips', cell: (one) => one.chips?.join(' ') },
];

const FACTS: Column<StoredFact>[] = [
  { name: 'offset', cell: (fact) => fact.offset },
  { name: 'kind', cell: (fact) => fact.kind },
  { name: 'bib', cell: ({ fields }) => fields['bib'] as string | undefined },
  { name: 'at', cell: (fact) => iso(fact.atMs) },
  { name: 'received_at', cell: (fact) => iso(fact.receivedAtMs) },
  { name: 'by', cell: (fact) => fact.by ?? fact.source?.device },
  { name: 'reason', cell: (fact) => fact.reason },
  { name: 'corrects_offset', cell: (fact) => fact.targetOffset },
  { name: 'id', cell: (fact) => fact.id },
  { name: 'fields', cell: ({ fields }) => JSON.stringify(fields) },
];

const DEVICES: Column<Device>[] = [
  { name: 'device', cell: (one) => one.device },
  { name: 'points', cell: (one) => [...one.points].sort().join(' ') },
  { name: 'records', cell: (one) => [...one.kinds].sort().join(' ') },
  { name: 'count', cell: (one) => one.facts },
  { name: 'first_at', cell: (one) => iso(one.firstAtMs) },
  { name: 'last_at', cell: (one) => iso(one.lastAtMs) },
  { name: 'times_restarted', cell: (one) => Math.max(0, one.epochs.size - 1) },
  { name: 'greatest_clock_correction_ms', cell: (one) => one.clockOffsetMs },
];

export function packFiles(parts: PackParts): PackFile[] {
  const { version, evidence, people } = parts;
  const { definition, startedAtMs, endsAtMs } = version.race;
  const { course, format, surface, timeZone, scheduledStart, courseName, certificate, field, label } = definition;
  const changes = evidence.edits.filter(({ kind }) => kind === 'course-changed');
  const aboutCourse = {
    ...{
      race: definition.name,
      courseName,
      surface,
      format,
      course,
      certificate,
      field,
      label,
      timeZone,
      scheduledStart,
    },
    gun: startedAtMs === undefined ? null : iso(startedAtMs),
    end: endsAtMs === undefined ? null : iso(endsAtMs),
    changes: changes.map(({ offset, atMs, by, reason, fields }) => ({ offset, at: iso(atMs), by, reason, ...fields })),
  };
  return [
    ['README.txt', readme(parts)],
    ['runners.csv', csvOf(PEOPLE, people)],
    ['course.json', JSON.stringify(aboutCourse, null, 2)],
    ['start-signal.csv', csvOf(FACTS, evidence.signals)],
    ['part-laps.csv', csvOf(FACTS, evidence.partLaps)],
    ['edits.csv', csvOf(FACTS, evidence.edits)],
    ['equipment.csv', csvOf(DEVICES, evidence.devices)],
  ];
}

function readme({ version, bib, madeAtMs }: PackParts): string {
  const { race, state, offset } = version;
  const { definition } = race;
  const of = bib === undefined ? 'all runners' : `bib ${bib}`;
  return `${definition.name}: record pack of ${of}
${formatWords(definition)}; ${courseWords(race)}
Results: ${state}. Log position ${offset}. Made ${iso(madeAtMs)} by Loopline.

results.*          complete results of the race
lap-sheet.*        every lap with lap time and cumulative time, every correction with who and why; to be signed
hourly.csv         standings at every full hour
runners.csv        full date of birth and nationality
part-laps.csv      what was measured after the final signal, at which marker, by whom, signed by whom
start-signal.csv   gun and final signal as recorded, with every later word on them
edits.csv          everything a person changed, in the order it was entered; nothing was overwritten
equipment.csv      each reader and tablet, what it recorded, and how far its clock was corrected
course.json        the course as entered, its certificate as far as it was told, and changes of its length
log.ndjson         the whole log, one fact a line, as received: all of the above can be worked out from it again
SHA256SUMS         check with: sha256sum -c SHA256SUMS

Instants are UTC. This server was not told the following; add it by hand:
${certificateWords(definition)}
- make and model of the timing equipment, and who operated it
- who fired the gun, who judged at the line
- the doping test and the number of athletes of the same sex at the start, where the authority asks (R8.4)
`.replaceAll('\n', '\r\n');
}

/** What an authority asks of the course (R2.3, R2.4), in the order it is asked. */
const OF_CERTIFICATE = [
  ['number', 'number'],
  ['measurer', 'measurer'],
  ['grade', 'grade of the measurer'],
  ['date', 'date'],
  ['separationM', 'distance between start and finish in a straight line'],
  ['dropM', 'fall from start to finish'],
] as const;
/** A certificate as old as this is not accepted (R2.4). */
const TOO_OLD_YEARS = 5;

/** Line by line: what of the certificate is still to be added, and whether it is too old. */
function certificateWords({ certificate = {}, scheduledStart }: RaceDefinition): string {
  const missing = OF_CERTIFICATE.filter(([field]) => certificate[field] === undefined).map(([, words]) => words);
  const lines = missing.length === 0 ? [] : [`- of the course certificate: ${missing.join(', ')} (R2.3, R2.4)`];
  const { date } = certificate;
  if (date !== undefined && scheduledStart.slice(0, 10) >= yearsLater(date))
    lines.push(
      `- a newer certificate: that of ${date} is ${TOO_OLD_YEARS} years old or more and is not accepted (R2.4)`,
    );
  return [...lines, '- the elevation of the course'].join('\n');
}

const yearsLater = (date: string): string => `${Number(date.slice(0, 4)) + TOO_OLD_YEARS}${date.slice(4)}`;
