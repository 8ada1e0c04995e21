/** Facts of the log in order and in words. Pure. */
import type { RunnerFactAnswer, WireFact } from '#libs/contracts/index.js';
import { km, timeOfDay } from '../../shared/figures/format.js';
import { w } from '../../shared/messages/desk.js';

/** A field of a fact as text; empty when it is not there. */
export function field(fact: WireFact, name: string): string {
  const value = fact[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function deviceOf(fact: WireFact): string {
  const { source } = fact as { source?: { device: string } };
  return source?.device ?? '';
}

/** Who said it: a device, or a person by role and name. */
export function whoOf(fact: WireFact): string {
  return deviceOf(fact) || field(fact, 'by') || w('who.unknown');
}

export interface ClaimView extends RunnerFactAnswer {
  at: string;
  /** What people did to it, oldest first. */
  about: RunnerFactAnswer[];
}

const CLAIMS = new Set(['read', 'passing', 'tap']);

/** Claims newest first, each with the corrections that point at it; and what else was said of the runner, newest first. */
export function sortFacts(facts: readonly RunnerFactAnswer[]): { claims: ClaimView[]; said: RunnerFactAnswer[] } {
  const claims = new Map<string, ClaimView>();
  for (const item of facts)
    if (CLAIMS.has(item.fact.kind)) claims.set(item.fact.id, { ...item, at: item.at ?? item.fact.at, about: [] });
  const byId = new Map(facts.map((item) => [item.fact.id, item]));
  const said: RunnerFactAnswer[] = [];
  for (const item of facts) {
    if (CLAIMS.has(item.fact.kind)) continue;
    const claim = claims.get(rootOf(item, byId));
    if (claim) claim.about.push(item);
    else said.push(item);
  }
  return {
    claims: [...claims.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || b.fact.offset - a.fact.offset),
    said: said.reverse(),
  };
}

/** Follows a void of a void back to what it is about. */
function rootOf(item: RunnerFactAnswer, byId: ReadonlyMap<string, RunnerFactAnswer>): string {
  let target = field(item.fact, 'target');
  for (let next = byId.get(target); next !== undefined && !CLAIMS.has(next.fact.kind); next = byId.get(target)) {
    const further = field(next.fact, 'target');
    if (further === '') return '';
    target = further;
  }
  return target;
}

/** Where and how somebody was seen. */
export function claimWords(fact: WireFact, pointName: (id: string) => string): string {
  const where = pointName(field(fact, 'point') || 'line');
  const edge = field(fact, 'edge') === 'out' ? 'out' : 'in';
  if (fact.kind === 'read') return w('fact.read', { chip: field(fact, 'chip'), where, edge });
  if (fact.kind === 'tap') return w('fact.tap', { where, edge });
  return w(fact['reason'] === undefined ? 'fact.passing' : 'fact.added', { bib: field(fact, 'bib'), where, edge });
}

const signed = (value: number) => (value > 0 ? `+${value}` : `\u2212${Math.abs(value)}`);

/** What a correction did. */
export function correctionWords(fact: WireFact, zone: string): string {
  const at = (iso: string) => timeOfDay(iso, zone, true);
  switch (fact.kind) {
    case 'void':
      return w('fact.void');
    case 'restore':
      return w('fact.restore');
    case 'retime':
      return w('fact.retime', { time: at(fact.at) });
    case 'reassign':
      return w('fact.reassign', { bib: field(fact, 'bib') });
    case 'chip-assigned':
      return w('fact.chip', { chip: field(fact, 'chip'), bib: field(fact, 'bib') || '\u2013' });
    case 'status':
      return w('fact.status', {
        status: statusWord(field(fact, 'status')),
        bib: field(fact, 'bib'),
        time: at(fact.at),
      });
    case 'yard':
      return w('fact.yard', {
        bib: field(fact, 'bib'),
        yard: field(fact, 'yard'),
        how: fact['inTime'] === true ? 'yes' : 'no',
      });
    case 'part-lap':
      return field(fact, 'marker') === ''
        ? w('fact.part', { bib: field(fact, 'bib'), metres: field(fact, 'pastLineM'), who: field(fact, 'measuredBy') })
        : w('fact.part.marker', {
            bib: field(fact, 'bib'),
            marker: field(fact, 'marker'),
            who: field(fact, 'measuredBy'),
          });
    default:
      return raceWideWords(fact, at);
  }
}

function raceWideWords(fact: WireFact, at: (iso: string) => string): string {
  switch (fact.kind) {
    case 'part-lap-marker':
      return w('fact.marker', {
        marker: field(fact, 'marker'),
        metres: field(fact, 'pastLineM'),
        who: field(fact, 'measuredBy'),
      });
    case 'part-lap-signed':
      return w('fact.signed', { who: field(fact, 'signedBy') });
    case 'adjustment': {
      const metres = Number(fact['distanceM'] ?? 0);
      return metres !== 0
        ? w('fact.adjust.m', { bib: field(fact, 'bib'), metres: signed(metres) })
        : w('fact.adjust.s', { bib: field(fact, 'bib'), seconds: signed(Number(fact['timeMs'] ?? 0) / 1000) });
    }
    case 'course-changed':
      return w('fact.course', {
        metres: field(fact, 'lapM'),
        from: fact['fromLap'] !== undefined ? 'lap' : fact['fromAt'] !== undefined ? 'at' : 'start',
        lap: field(fact, 'fromLap'),
        time: fact['fromAt'] === undefined ? '' : at(field(fact, 'fromAt')),
      });
    case 'started':
      return w('fact.started', { time: at(fact.at) });
    case 'stopped':
      return w('fact.stopped', { time: at(fact.at) });
    case 'results-state':
      return w('fact.results', { state: field(fact, 'state') });
    case 'reader':
      return w('fact.reader', { device: field(fact, 'device'), point: field(fact, 'point') });
    case 'worry-dismissed':
      return w('fact.dismissed');
    case 'passing':
      return w('fact.added', { bib: field(fact, 'bib'), where: field(fact, 'point'), edge: 'in' });
    default:
      return fact.kind;
  }
}

const STATUSES = ['dns', 'stopped', 'returned', 'dnf', 'dsq', 'refused-to-continue'] as const;
export type Declared = (typeof STATUSES)[number];
export const DECLARED: readonly Declared[] = STATUSES;

export function statusWord(status: string): string {
  const known = STATUSES.find((one) => one === status);
  return known === undefined ? status : w(`declare.${known}`);
}

/** `12.345 km`, or nothing run. */
export const distance = (metres: number): string => w('km', { km: km(metres) });
