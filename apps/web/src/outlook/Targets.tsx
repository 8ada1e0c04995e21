/** Own targets: typed and kept on this device, shown as margin and as what they ask for. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { RaceHeader } from '#libs/domain/index.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { o } from '../shared/messages/outlook.js';
import { Button } from '../shared/ui/Button.js';
import { TextField } from '../shared/ui/Field.js';
import { keepTargets } from './kept-targets.js';
import { Part } from './Part.js';
import { askedWords, marginWords, targetChance, targetName } from './target-words.js';
import { parseTarget, type Target, TARGETS_MAX, targetNow, type TypedTarget, wholeOf } from './targets.js';

export interface TargetsProps {
  card: RunnerCardAnswer;
  race: RaceHeader;
  nowMs: number;
  level: 2 | 3;
  /** As typed; whoever shows a chart draws them, too. */
  typed: Signal<TypedTarget[]>;
}

function TargetWords({ target, card, race, nowMs }: Omit<TargetsProps, 'typed' | 'level'> & { target: Target }) {
  const stands = targetNow(target, card, race, nowMs);
  if (stands === undefined) return null;
  const [first, ...rest] = askedWords(stands, target, race);
  const more = [...rest, marginWords(stands), targetChance(stands)].filter((words) => words !== undefined);
  return (
    <>
      {first && <p class="crew-strong">{first}</p>}
      {more.map((words) => (
        <p key={words}>{words}</p>
      ))}
    </>
  );
}

export function Targets(props: TargetsProps) {
  const { card, race, typed, level } = props;
  const { bib } = card.row;
  const id = `targets-${bib}`;
  const keep = (targets: TypedTarget[]) => {
    typed.value = targets;
    keepTargets(race.slug, bib, targets);
  };
  const isOver = race.state === 'ended';
  if (isOver && typed.value.length === 0) return null;
  const form = <TargetForm id={id} race={race} onSet={(target) => keep([...typed.value, target])} />;
  return (
    <Part id={id} title={o('targets.title')} level={level} class="needs-scripts">
      {typed.value.length > 0 && (
        <ul class="targets">
          {typed.value.map((each, i) => {
            const target = parseTarget(each, race);
            if (typeof target === 'string') return null;
            const name = targetName(target);
            return (
              <li key={`${each.km} ${each.time}`}>
                <p class="target-name">
                  {name}
                  <Button
                    look="quiet"
                    label={o('targets.remove', { target: name })}
                    onClick={() => keep(typed.value.toSpliced(i, 1))}
                  >
                    {o('targets.remove.short')}
                  </Button>
                </p>
                <TargetWords {...props} target={target} />
              </li>
            );
          })}
        </ul>
      )}
      {!isOver && <MoreTargets count={typed.value.length} form={form} />}
    </Part>
  );
}

/** One target is what most have: a second one is a tap away. */
function MoreTargets({ count, form }: { count: number; form: ComponentChildren }) {
  if (count === 0) return <>{form}</>;
  if (count >= TARGETS_MAX) return <p class="muted small">{o('targets.full', { max: TARGETS_MAX })}</p>;
  return (
    <details class="caveats" key={count}>
      <summary>{o('targets.another')}</summary>
      {form}
    </details>
  );
}

function TargetForm({ id, race, onSet }: { id: string; race: RaceHeader; onSet: (typed: TypedTarget) => void }) {
  const km = useSignal('');
  const time = useSignal('');
  const wrong = useSignal<'km' | 'time' | 'yards' | undefined>(undefined);
  const isYards = race.format.kind === 'backyard';
  const whole = wholeOf(race);
  const submit = (event: Event) => {
    event.preventDefault();
    const typed = { km: km.value.trim(), time: time.value.trim() };
    const target = parseTarget(typed, race);
    wrong.value = typeof target === 'string' ? target : undefined;
    if (typeof target === 'string') return;
    km.value = time.value = '';
    onSet(typed);
  };
  const error = (...fields: string[]) =>
    wrong.value && fields.includes(wrong.value) ? o(`targets.wrong.${wrong.value}`) : undefined;
  return (
    <form class="target-form" noValidate onSubmit={submit}>
      <TextField
        id={`${id}-km`}
        label={o(isYards ? 'targets.yards' : whole.metres === undefined ? 'targets.km' : 'targets.km.optional')}
        hint={o('targets.hint')}
        error={error('km', 'yards')}
        value={km.value}
        inputMode="decimal"
        autoComplete="off"
        onInput={(text) => (km.value = text)}
      />
      {!isYards && (
        <TextField
          id={`${id}-time`}
          label={o(whole.ms === undefined ? 'targets.time' : 'targets.time.optional')}
          error={error('time')}
          value={time.value}
          autoComplete="off"
          onInput={(text) => (time.value = text)}
        />
      )}
      <div class="buttons">
        <Button type="submit">{o('targets.set')}</Button>
      </div>
    </form>
  );
}
