/** Pairing: by the director's code, or at once when a director is signed in on this device. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionAnswer } from '#libs/contracts/index.js';
import { k } from '../../shared/messages/keypad.js';
import { Banner } from '../../shared/ui/Badge.js';
import { FieldFrame, SelectField, TextField } from '../../shared/ui/Field.js';
import { Wordmark } from '../../shared/ui/Wordmark.js';
import { type Redeemed, directorSession, pairHere, pointsOf, redeem } from '../app/pair-api.js';
import type { Pairing } from '../queue/store.js';
import { groupedCode, normalCode } from '../view/clock-text.js';

const CODE_SYMBOLS = 8;

export interface PairScreenProps {
  race: string | null;
  /** From the link the director's QR code holds. */
  code: string;
  /** Entries still owed under an earlier pairing: the tablet keeps its name, so that the server takes them. */
  owed: { device: string; point: string; count: number } | null;
  person: string;
  onPaired: (pairing: Omit<Pairing, 'v' | 'clock'>) => void;
  onBack?: () => void;
}

function Director({
  session,
  race,
  device,
  point,
  pair,
}: {
  session: SessionAnswer;
  race: string;
  device: string;
  point: string | undefined;
  pair: (run: () => Promise<Redeemed>) => void;
}) {
  const points = useSignal<string[]>(['line']);
  const chosen = useSignal(point ?? 'line');
  useEffect(() => {
    void pointsOf(race, session.csrf).then((found) => (points.value = found));
  }, [race, session]);
  const options = points.value.map((value) => ({ value, label: value }));
  return (
    <section class="pair-here">
      <p>{k('pair.here.detail')}</p>
      {options.length > 1 && (
        <SelectField
          id="pair-point"
          label={k('pair.point')}
          value={chosen.value}
          options={options}
          onChange={(value) => (chosen.value = value)}
        />
      )}
      <button
        type="button"
        class="button button-primary pair-go"
        onClick={() => pair(() => pairHere(session.csrf, race, chosen.value, device || k('pair.device.default')))}
      >
        {k('pair.here')}
      </button>
    </section>
  );
}

/** What is typed, what pairing answers, and whether a director is signed in on this device. */
function usePairing({ code: given, owed, person: known, onPaired }: PairScreenProps) {
  const code = useSignal(groupedCode(given));
  const device = useSignal(owed?.device ?? '');
  const person = useSignal(known);
  const busy = useSignal(false);
  const error = useSignal<string | null>(null);
  const session = useSignal<SessionAnswer | null>(null);
  useEffect(() => {
    void directorSession().then((found) => (session.value = found));
  }, []);
  const pair = async (run: () => Promise<Redeemed>) => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    const result = await run();
    busy.value = false;
    if (!result.ok) {
      error.value = k('pair.failed', { why: result.message ?? k('pair.network') });
      return;
    }
    const { token, race: slug, point, device: name } = result.answer;
    onPaired({
      race: slug,
      token,
      point,
      device: name,
      person: person.value.trim().slice(0, 40),
      pairedAt: new Date().toISOString(),
    });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (normalCode(code.value).length !== CODE_SYMBOLS) error.value = k('pair.short');
    else void pair(() => redeem(normalCode(code.value), device.value.trim()));
  };
  return { code, device, person, busy, error, session, pair, submit };
}

type PairState = ReturnType<typeof usePairing>;

function PairForm({ pairing, owed }: { pairing: PairState; owed: PairScreenProps['owed'] }) {
  const { code, device, person, busy, submit } = pairing;
  return (
    <form class="pair-form" onSubmit={submit}>
      <FieldFrame id="pair-code" label={k('pair.code')} hint={k('pair.code.hint')}>
        <input
          class="input pair-code"
          id="pair-code"
          value={code.value}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellcheck={false}
          maxLength={12}
          aria-describedby="pair-code-hint"
          onInput={(event) => {
            code.value = groupedCode(event.currentTarget.value);
            event.currentTarget.value = code.value;
          }}
        />
      </FieldFrame>
      {owed && owed.count > 0 ? (
        <p class="field-hint">{k('pair.device.fixed', { device: owed.device, count: owed.count })}</p>
      ) : (
        <TextField
          id="pair-device"
          label={k('pair.device')}
          hint={k('pair.device.hint')}
          value={device.value}
          autoComplete="off"
          optional
          onInput={(text) => (device.value = text)}
        />
      )}
      <TextField
        id="pair-person"
        label={k('pair.person')}
        hint={k('pair.person.hint')}
        value={person.value}
        autoComplete="off"
        optional
        onInput={(text) => (person.value = text)}
      />
      <button class="button button-primary pair-go" disabled={busy.value}>
        {k(busy.value ? 'pair.busy' : 'pair.go')}
      </button>
    </form>
  );
}

export function PairScreen(props: PairScreenProps) {
  const { race, owed, onBack } = props;
  const pairing = usePairing(props);
  const { device, error, session, pair } = pairing;
  return (
    <main class="pair">
      <div class="pair-card">
        <Wordmark height={32} />
        <h1>{k('pair.title')}</h1>
        {owed && owed.count > 0 && <Banner tone="warn">{k('pair.refused')}</Banner>}
        <p>{k('pair.how')}</p>
        {error.value && (
          <Banner tone="bad" role="alert">
            {error.value}
          </Banner>
        )}
        <PairForm pairing={pairing} owed={owed} />
        {session.value && race && (
          <Director
            session={session.value}
            race={race}
            device={device.value.trim()}
            point={owed?.point}
            pair={(run) => void pair(run)}
          />
        )}
        {onBack && (
          <button type="button" class="button" onClick={onBack}>
            {k('pair.back')}
          </button>
        )}
      </div>
    </main>
  );
}
