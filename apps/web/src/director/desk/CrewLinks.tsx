/** Private links for crews: made for chosen bibs, told once as code and address, listed without their secret, taken back. */
import { useSignal } from '@preact/signals';
import type { CrewLink, CrewLinkAnswer, CrewLinksAnswer, Problem } from '#libs/contracts/index.js';
import { day, timeOfDay } from '../../shared/figures/format.js';
import { fieldError } from '../../shared/http.js';
import { w } from '../../shared/messages/desk.js';
import { t } from '../../shared/messages/shared.js';
import { Banner } from '../../shared/ui/Badge.js';
import { Button } from '../../shared/ui/Button.js';
import { TextField } from '../../shared/ui/Field.js';
import { QrCode } from '../QrCode.js';
import { directorCall } from '../session.js';
import { type Desk, usePolled } from './data.js';
import { Trouble } from './form-parts.js';

const EVERY_MS = 30_000;

/** `17, 21 a4` as bibs. */
export function bibsFrom(text: string): string[] {
  return text.split(/[\s,;]+/).filter((bib) => bib !== '');
}

function Made({ made, again }: { made: CrewLinkAnswer; again: () => void }) {
  const isCopied = useSignal(false);
  const copy = async () => {
    isCopied.value = await navigator.clipboard.writeText(made.url).then(
      () => true,
      () => false,
    );
  };
  return (
    <div class="pairing" role="status">
      <QrCode text={made.url} label={w('crew.qr')} />
      <div class="pairing-words">
        <p class="small">{w('crew.once')}</p>
        <p class="small pairing-url mono">{made.url}</p>
        <Button onClick={() => void copy()}>{isCopied.value ? t('copied') : t('copy')}</Button>
        <Button onClick={again}>{w('crew.again')}</Button>
      </div>
    </div>
  );
}

function Links({ desk, links, onChange }: { desk: Desk; links: readonly CrewLink[]; onChange: () => void }) {
  const trouble = useSignal('');
  const zone = desk.race.timeZone;
  const revoke = async (id: string) => {
    const answer = await directorCall(`/races/${desk.slug}/crew-links/${id}`, { method: 'DELETE' });
    trouble.value = answer.ok || answer.status === 404 ? '' : answer.problem.detail;
    onChange();
  };
  return (
    <>
      <ul class="desk-corrections desk-said crew-links">
        {links.map(({ id, bibs, name, createdAt }) => (
          <li key={id} class="desk-correction">
            <div>
              <p>
                {w('crew.bibs.of', { bibs: bibs.join(', ') })} {name}
              </p>
              <p class="muted small">
                {w('crew.since', { day: day(createdAt, zone), time: timeOfDay(createdAt, zone) })}
              </p>
            </div>
            <Button
              look="danger"
              label={w('crew.revoke.of', { bibs: bibs.join(', ') })}
              onClick={() => void revoke(id)}
            >
              {w('crew.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {trouble.value !== '' && (
        <Banner tone="bad" role="alert">
          {trouble.value}
        </Banner>
      )}
    </>
  );
}

export function CrewLinks({ desk }: { desk: Desk }) {
  const links = usePolled<CrewLinksAnswer>(`/races/${desk.slug}/crew-links`, EVERY_MS, desk.outbox);
  const bibs = useSignal('');
  const name = useSignal('');
  const made = useSignal<CrewLinkAnswer | null>(null);
  const problem = useSignal<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const said = name.value.trim();
    const body = { bibs: bibsFrom(bibs.value), ...(said === '' ? {} : { name: said }) };
    const answer = await directorCall<CrewLinkAnswer>(`/races/${desk.slug}/crew-links`, { method: 'POST', body });
    made.value = answer.ok ? answer.value : null;
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) bibs.value = name.value = '';
    void links.reload();
  };
  const nameError = problem.value ? fieldError(problem.value, 'name') : undefined;
  const bibsError =
    problem.value && !nameError ? (fieldError(problem.value, 'bibs') ?? problem.value.detail) : undefined;
  return (
    <section class="console-part" aria-labelledby="crew-title">
      <h3 id="crew-title">{w('crew.title')}</h3>
      <p class="muted small">{w('crew.about')}</p>
      {made.value ? (
        <Made
          made={made.value}
          again={() => {
            made.value = null;
          }}
        />
      ) : (
        <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
          <TextField
            id="crew-bibs"
            label={w('crew.bibs')}
            hint={w('crew.bibs.hint')}
            value={bibs.value}
            error={bibsError}
            autoComplete="off"
            onInput={(text) => {
              bibs.value = text;
            }}
          />
          <TextField
            id="crew-name"
            label={w('crew.name')}
            optional
            value={name.value}
            error={nameError}
            autoComplete="off"
            onInput={(text) => {
              name.value = text;
            }}
          />
          <Button type="submit" look="primary">
            {w('crew.make')}
          </Button>
        </form>
      )}
      <Trouble problem={links.problem} />
      {links.value && links.value.links.length > 0 && (
        <Links desk={desk} links={links.value.links} onChange={() => void links.reload()} />
      )}
    </section>
  );
}
