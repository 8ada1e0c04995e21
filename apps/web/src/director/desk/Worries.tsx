/** What needs a person: each worry with its evidence, the correction that would settle it, and the way to hear no more of it. */
import { useSignal } from '@preact/signals';
import type { WireFact } from '#libs/contracts/index.js';
import { timeOfDay } from '../../shared/figures/format.js';
import { w } from '../../shared/messages/desk.js';
import { Badge } from '../../shared/ui/Badge.js';
import { Button } from '../../shared/ui/Button.js';
import { type Desk, usePolled } from './data.js';
import { correctionWords } from './facts.js';
import type { NewCorrection } from './outbox.js';
import { Outcome, Trouble, useSending } from './form-parts.js';

/** Contract section 5. `evidence` is what the server has: words, or fields. */
export interface Worry {
  id: string;
  kind: string;
  bib?: string;
  point?: string;
  at: string;
  evidence?: unknown;
  settle?: (Record<string, unknown> & { type: string }) | null;
}

const EVERY_MS = 5000;
const KINDS = [
  'missed-lap',
  'impossible-lap',
  'duplicate',
  'unknown-chip',
  'unknown-bib',
  'overdue',
  'after-stop',
  'swapped-bibs',
  'silent-point',
  'clock',
  'id-reused',
  'sequence-gap',
  'reader-down',
] as const;

function kindWord(kind: string): string {
  const known = KINDS.find((one) => one === kind);
  return known === undefined ? kind : w(`worry.${known}`);
}

/** `lastAt` is `last at`. */
const spaced = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/\s(Ms|M)$/, '')
    .toLowerCase();
const isInstant = (text: string) => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text);

function valueWords(name: string, value: unknown, zone: string): string {
  if (typeof value === 'string') return isInstant(value) ? timeOfDay(value, zone, true) : value;
  if (typeof value === 'number' && name.endsWith('Ms')) return w('min', { min: (value / 60_000).toFixed(1) });
  if (Array.isArray(value)) return value.map((item) => valueWords('', item, zone)).join(', ');
  return typeof value === 'object' && value !== null ? evidenceWords(value, zone).join('; ') : String(value);
}

/** Evidence of any shape, one line a field; ids are left to machines. */
export function evidenceWords(evidence: unknown, zone: string): string[] {
  if (typeof evidence === 'string') return [evidence];
  if (Array.isArray(evidence)) return evidence.map((item) => valueWords('', item, zone));
  if (typeof evidence !== 'object' || evidence === null) return [];
  return Object.entries(evidence)
    .filter(([name, value]) => value !== null && !/^(id|ids|offset|offsets|fact|facts)$/.test(name))
    .map(([name, value]) => `${spaced(name)}: ${valueWords(name, value, zone)}`);
}

function settleWords(settle: NonNullable<Worry['settle']>, zone: string): string {
  const kind = settle.type === 'add-passing' ? 'passing' : settle.type;
  const fact = { offset: 0, id: '', receivedAt: '', at: '', point: 'line', ...settle, kind };
  const what = correctionWords(fact as unknown as WireFact, zone);
  const at = settle['at'];
  return settle.type === 'add-passing' && typeof at === 'string'
    ? w('settle.at', { what, time: timeOfDay(at, zone, true) })
    : w('settle.how', { what });
}

function WorryItem({ desk, worry, onSent }: { desk: Desk; worry: Worry; onSent: () => void }) {
  const zone = desk.race.timeZone;
  const sending = useSending(desk.outbox);
  const post = async (correction: NewCorrection) => {
    if (await sending.send(correction)) onSent();
  };
  const settle = () => {
    const { id: _id, ...fields } = worry.settle ?? { type: '' };
    const reason = typeof fields['reason'] === 'string' && fields['reason'] !== '' ? fields['reason'] : '';
    void post({ ...fields, type: fields.type, reason: reason || w('settle.reason', { kind: kindWord(worry.kind) }) });
  };
  return (
    <li class="desk-worry" data-worry={worry.id}>
      <div>
        <p class="desk-worry-title">
          <strong>{kindWord(worry.kind)}</strong>
          {worry.bib !== undefined && (
            <a class="desk-bib" href={`#runners/${encodeURIComponent(worry.bib)}`}>
              {worry.bib}
            </a>
          )}
          {worry.point !== undefined && <Badge>{worry.point}</Badge>}
          <span class="muted small">{timeOfDay(worry.at, zone, true)}</span>
        </p>
        {evidenceWords(worry.evidence, zone).map((line) => (
          <p key={line} class="small muted">
            {line}
          </p>
        ))}
      </div>
      <div class="console-actions">
        {worry.settle && (
          <Button look="primary" disabled={sending.busy} onClick={settle}>
            {settleWords(worry.settle, zone)}
          </Button>
        )}
        <Button
          disabled={sending.busy}
          onClick={() => void post({ type: 'worry-dismissed', worry: worry.id, reason: w('dismiss.reason') })}
        >
          {w('dismiss')}
        </Button>
      </div>
      <Outcome sending={sending} outbox={desk.outbox} />
    </li>
  );
}

export function Worries({ desk }: { desk: Desk }) {
  const worries = usePolled<{ worries: Worry[] }>(`/races/${desk.slug}/worries`, EVERY_MS, desk.outbox);
  const kind = useSignal('');
  const list = worries.value?.worries ?? [];
  const kinds = [...new Set(list.map((worry) => worry.kind))];
  const shown = list.filter((worry) => kind.value === '' || worry.kind === kind.value);
  return (
    <section aria-labelledby="worries-title">
      <h2 id="worries-title">{w('worries.title')}</h2>
      <p class="muted">{w('worries.about')}</p>
      <Trouble problem={worries.problem} />
      {kinds.length > 1 && (
        <div class="choice" role="group" aria-label={w('filter')}>
          {['', ...kinds].map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={kind.value === one}
              onClick={() => {
                kind.value = one;
              }}
            >
              {one === '' ? w('worries.all', { count: list.length }) : kindWord(one)}
            </button>
          ))}
        </div>
      )}
      {worries.value && list.length === 0 && <p>{w('worries.none')}</p>}
      <ul class="desk-worries">
        {shown.map((worry) => (
          <WorryItem key={worry.id} desk={desk} worry={worry} onSent={() => void worries.reload()} />
        ))}
      </ul>
    </section>
  );
}
