/** Logs that CrossMgr's bridges to Impinj and Alien readers leave on disk: `Tag ID,Discover Time`, the time with the names of day and month. */
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { shareOf } from '../../imports/recorded-talk.js';
import { isChip } from '../../names.js';
import type { FileFormat } from '../../protocol.js';
import { dayMs, isoWall, timeOfDayMs } from '../../wall-clock.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** `Sat Feb 01 14:11:29.139089  2020-02-01`, and with the name of a zone and a year alone at the end. */
const NAMED =
  /^[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})?)\s+(?:[A-Za-z]{1,8}\s+)?(\d{4})(?:-\d{2}-\d{2})?$/;
const HEADING = /^tag( ?id)?, *discover(y)? ?time/i;
const LINE = /^([0-9A-Za-z ]{1,64}),\s*([^,]+?)\s*$/;

/** Figures of the clock; the zone's name is not unique on earth and is left to the person who imports. */
function wallOf(text: string): number | undefined {
  const named = NAMED.exec(text);
  if (!named) return isoWall(text)?.ms;
  const month = MONTHS.indexOf(named[1]!.toLowerCase()) + 1;
  const day = dayMs(Number(named[4]), month, Number(named[2]));
  const ofDay = timeOfDayMs(named[3]!);
  return day === undefined || ofDay === undefined ? undefined : day + ofDay;
}

function logRead(line: string): CanonicalRead | RefusedRecord {
  const found = LINE.exec(line);
  const chip = found?.[1]!.replaceAll(' ', '').toUpperCase();
  const ms = found ? wallOf(found[2]!) : undefined;
  if (!isChip(chip)) return refusedRecord('invalid-line', 'a line is tag,time', line);
  if (ms === undefined)
    return refusedRecord('invalid-time', 'the time must be such as Sat Feb 01 14:11:29.139 2020-02-01', line);
  const said: CanonicalRead['said'] = { basis: 'local', ms };
  return { kind: 'read', chip, said, identity: [chip, String(ms)], replay: true, raw: line.slice(0, RAW_CHARS_MAX) };
}

export const format: FileFormat = {
  name: 'crossmgr-log',
  times: 'local',
  looksLike: (lines) =>
    HEADING.test(lines[0] ?? '') ? 1 : shareOf(lines, (line) => NAMED.test(LINE.exec(line.trim())?.[2] ?? '')),
  open: () => ({
    line: (text) => {
      const line = text.trim();
      return line === '' || HEADING.test(line) ? undefined : logRead(line);
    },
  }),
};
