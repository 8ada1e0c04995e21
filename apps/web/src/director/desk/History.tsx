/** Everything people said and changed in this race, newest first, each with its undo. */
import { w } from '../../shared/messages/desk.js';
import type { Desk } from './data.js';
import { CorrectionLine } from './FactList.js';
import { Trouble } from './form-parts.js';

export function History({ desk }: { desk: Desk }) {
  const { value, problem } = desk.corrections;
  const items = value ? [...value.corrections].reverse() : [];
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">{w('history.title')}</h2>
      <p class="muted">{w('history.about')}</p>
      <Trouble problem={problem} />
      {value && items.length === 0 && <p>{w('history.none')}</p>}
      <ul class="desk-corrections desk-said">
        {items.map(({ fact, inForce }) => (
          <CorrectionLine key={fact.id} fact={fact} inForce={inForce} desk={desk} />
        ))}
      </ul>
      {value?.next != null && <p class="muted">{w('history.cut', { count: items.length })}</p>}
    </section>
  );
}
