/** The first page of a new server: watch the demo, or set up a race. */
import { useSignal } from '@preact/signals';
import { call } from '../shared/http.js';
import { h } from '../shared/messages/home.js';
import { Banner } from '../shared/ui/Badge.js';
import { Button, ButtonLink } from '../shared/ui/Button.js';
import { Icon } from '../shared/ui/Icon.js';

/** What to type where a demo cannot be started from here. */
const DEMO_COMMAND = 'npm start -- --demo';

function Demo() {
  const busy = useSignal(false);
  const trouble = useSignal('');
  const begin = async () => {
    busy.value = true;
    trouble.value = '';
    const answer = await call<{ slug: string }>('/demo', { method: 'POST', body: {} });
    if (answer.ok) {
      location.assign(`/${answer.value.slug}`);
      return;
    }
    trouble.value = answer.problem.detail;
    busy.value = false;
  };
  return (
    <>
      <Button look="primary" disabled={busy.value} onClick={() => void begin()}>
        {busy.value ? h('demo.starting') : h('demo')} <Icon name="arrowRight" />
      </Button>
      {trouble.value && (
        <Banner tone="bad" role="alert">
          {trouble.value}
        </Banner>
      )}
    </>
  );
}

/** A big loop with its line, drawn once: decoration. */
function Track() {
  const lane = (inset: number) =>
    `M300 ${460 - inset}H420A${190 - inset} ${190 - inset} 0 0 0 420 ${80 + inset}H180A${190 - inset} ${190 - inset} 0 0 0 180 ${460 - inset}Z`;
  return (
    <svg class="track" aria-hidden="true" viewBox="-20 60 640 440" fill="none">
      {[0, 34, 68].map((inset) => (
        <path key={inset} class="track-lane" stroke-width="1.5" d={lane(inset)} />
      ))}
      <path
        class="track-run"
        stroke-width="12"
        stroke-linecap="round"
        pathLength="100"
        stroke-dasharray="62 100"
        d={lane(17)}
      />
      <path class="line" stroke-width="7" d="M300 384V468" />
    </svg>
  );
}

export function Empty({ canStartDemo }: { canStartDemo: boolean }) {
  return (
    <div class="empty">
      <div class="empty-words">
        <h1>{h('empty.title')}</h1>
        <p class="empty-detail">{h('empty.detail')}</p>
        <div class="ways">
          <section class="way">
            {canStartDemo ? (
              <Demo />
            ) : (
              <>
                <h2 class="way-title">{h('demo')}</h2>
                <p class="small">{h('demo.command')}</p>
                <code class="command">{DEMO_COMMAND}</code>
              </>
            )}
            <p class="muted small">{h('demo.detail')}</p>
          </section>
          <section class="way">
            <ButtonLink href="/director" look={canStartDemo ? undefined : 'primary'}>
              {h('setup')}
            </ButtonLink>
            <p class="muted small">{h('setup.detail')}</p>
          </section>
        </div>
      </div>
      <Track />
    </div>
  );
}
