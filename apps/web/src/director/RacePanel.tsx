/** One race in the console. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RaceHeader } from '#libs/domain/index.js';
import { aboutRace } from '../shared/figures/race-words.js';
import { d } from '../shared/messages/director.js';
import { t } from '../shared/messages/shared.js';
import { Badge, Banner } from '../shared/ui/Badge.js';
import { ButtonLink } from '../shared/ui/Button.js';
import { Entrants } from './Entrants.js';
import { Pairing } from './Pairing.js';
import { Signals } from './Signals.js';
import { directorCall } from './session.js';

export function RacePanel({ slug }: { slug: string }) {
  const race = useSignal<RaceHeader | null>(null);
  const trouble = useSignal('');
  const load = async () => {
    const answer = await directorCall<RaceHeader>(`/races/${slug}`);
    if (answer.ok) race.value = answer.value;
    else trouble.value = answer.problem.detail;
  };
  useEffect(() => void load(), []);
  const header = race.value;
  if (trouble.value) {
    return (
      <Banner tone="bad" role="alert">
        {trouble.value}
      </Banner>
    );
  }
  if (!header) return <p class="muted">{d('loading')}</p>;
  return (
    <>
      <div class="console-title">
        <div>
          <h1>{header.name}</h1>
          <p class="console-about muted">
            <Badge tone={header.state === 'running' ? 'live' : undefined} dot={header.state === 'running'}>
              {t(`state.${header.state}`)}
            </Badge>
            {aboutRace(header)}
          </p>
        </div>
        <div class="console-links">
          <ButtonLink href={`/${slug}`}>{d('links.board')}</ButtonLink>
          <ButtonLink href={`/director/${slug}/keypad`}>{d('links.keypad')}</ButtonLink>
        </div>
      </div>
      <div class="console-parts">
        <Signals race={header} onChange={() => void load()} />
        <Pairing race={header} />
        <Entrants slug={slug} />
      </div>
    </>
  );
}
