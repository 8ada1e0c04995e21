/** The crew's own goal: typed and kept on this device, shown as margin and as the pace it asks for. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type RaceHeader, formatPace } from '#libs/domain/index.js';
import type { CrewCard } from '../server/page-request.js';
import { km, time } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { Button } from '../shared/ui/Button.js';
import { TextField } from '../shared/ui/Field.js';
import { usualLap } from './arrival.js';
import { type Goal, goalKind, goalNow, keepGoal, keptGoal, parseGoal } from './goal.js';

interface GoalProps {
  card: CrewCard;
  race: RaceHeader;
  nowMs: number;
}

function GoalWords({ goal, card, race, nowMs }: GoalProps & { goal: Goal }) {
  const stands = goalNow(goal, card, race, nowMs);
  if (stands === undefined) return null;
  const { state, marginM, marginMs, left } = stands;
  const margin =
    marginM === undefined || marginMs === undefined
      ? undefined
      : c(marginM < 0 ? 'goal.behind' : 'goal.ahead', { km: km(Math.abs(marginM)), time: time(Math.abs(marginMs)) });
  const usualMs = usualLap(card, race);
  const lapM = race.course.kind === 'loop' ? race.course.lapM : 0;
  const usual = usualMs === undefined || lapM === 0 ? '' : formatPace(lapM, usualMs);
  const needs = left && formatPace(left.metres, left.ms, { required: true });
  return (
    <div class="crew-goal">
      {state !== 'open' && <p class="crew-strong">{c(`goal.${state}`)}</p>}
      {left && needs && (
        <>
          <p class="crew-strong">
            {c('goal.needs', {
              km: needs,
              mi: formatPace(left.metres, left.ms, { required: true, unit: '/mi' }),
            })}
          </p>
          <p>
            {c('goal.left', { km: km(left.metres), time: time(left.ms) })} {usual && c('goal.usual', { pace: usual })}
          </p>
        </>
      )}
      {margin && <p>{margin}</p>}
    </div>
  );
}

export function GoalPart(props: GoalProps) {
  const { card, race } = props;
  const { bib } = card.row;
  const kind = goalKind(race);
  const kept = useSignal('');
  const draft = useSignal('');
  const isWrong = useSignal(false);
  useEffect(() => {
    draft.value = kept.value = keptGoal(race.slug, bib);
  }, []);
  if (kind === undefined) return null;
  const keep = (text: string) => {
    draft.value = kept.value = text;
    isWrong.value = false;
    keepGoal(race.slug, bib, text);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const said = draft.value.trim();
    if (said === '' || parseGoal(said, kind)) keep(said);
    else isWrong.value = true;
  };
  const goal = parseGoal(kept.value, kind);
  return (
    <section class="crew-part needs-scripts" aria-labelledby={`goal-${bib}`}>
      <h3 id={`goal-${bib}`}>{c('goal.title')}</h3>
      {goal && <GoalWords {...props} goal={goal} />}
      <form class="crew-goal-form" noValidate onSubmit={submit}>
        <TextField
          id={`goal-${bib}-text`}
          label={c(`goal.${kind}`)}
          hint={c('goal.hint')}
          error={isWrong.value ? c(`goal.wrong.${kind}`) : undefined}
          value={draft.value}
          inputMode={kind === 'distance' ? 'decimal' : 'text'}
          autoComplete="off"
          onInput={(text) => {
            draft.value = text;
          }}
        />
        <div class="crew-buttons">
          <Button type="submit">{c('goal.save')}</Button>
          {kept.value !== '' && (
            <Button look="quiet" onClick={() => keep('')}>
              {c('goal.clear')}
            </Button>
          )}
        </div>
      </form>
    </section>
  );
}
