/** Past editions brought along for a course: seen, brought as a file, taken away. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EditionListed, EditionsAnswer, Problem } from '#libs/contracts/index.js';
import { e } from '../../../shared/messages/editions.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { directorCall } from '../../session.js';
import { isUnanswered } from '../data.js';
import { Fold, Trouble } from '../form-parts.js';
import { useComing } from '../standing.js';
import { SureRemove } from '../SureRemove.js';
import { EditionFile } from './EditionFile.js';

function useEditions(slug: string) {
  const listed = useSignal<EditionListed[] | null>(null);
  const problem = useSignal<(Problem & { status: number }) | null>(null);
  const said = useSignal('');
  const load = async () => {
    const answer = await directorCall<EditionsAnswer>(`/races/${slug}/editions`);
    if (answer.ok) listed.value = answer.value.editions;
    problem.value = answer.ok ? null : { ...answer.problem, status: answer.status };
  };
  useEffect(() => void load(), [slug]);
  useComing(isUnanswered({ value: listed.value, problem: problem.value }));
  const remove = async (edition: string) => {
    const answer = await directorCall(`/races/${slug}/editions/${edition}`, { method: 'DELETE' });
    await load();
    said.value = answer.ok ? e('removed') : '';
    if (!answer.ok) problem.value = { ...answer.problem, status: answer.status };
  };
  return { listed, problem, said, load, remove };
}

const COLUMNS = ['edition', 'finished', 'since', 'do'] as const;

function Table({ editions, onRemove }: { editions: readonly EditionListed[]; onRemove: (edition: string) => void }) {
  if (editions.length === 0) return <p class="muted">{e('none')}</p>;
  return (
    <div class="desk-scroll" role="region" aria-label={e('title')} tabIndex={0}>
      <table class="console-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {e(`col.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {editions.map(({ edition, runners, finishers, putAt }) => (
            <tr key={edition}>
              <th scope="row">{edition}</th>
              <td>{e('finished', { finishers, runners })}</td>
              <td>{putAt.slice(0, 10)}</td>
              <td>
                <SureRemove
                  words={{
                    remove: e('remove'),
                    of: e('remove.of', { edition }),
                    sure: e('remove.sure', { edition }),
                    keep: e('keep'),
                  }}
                  onRemove={() => onRemove(edition)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Editions({ slug }: { slug: string }) {
  const list = useEditions(slug);
  const editions = list.listed.value;
  return (
    <section class="console-part" aria-labelledby="editions-title">
      <h3 id="editions-title">{e('title')}</h3>
      <p class="muted small">{e('about')}</p>
      <Trouble problem={list.problem.value} />
      {editions && <Table editions={editions} onRemove={(edition) => void list.remove(edition)} />}
      {list.said.value !== '' && (
        <Banner tone="good" role="status">
          {list.said.value}
        </Banner>
      )}
      <Fold title={e('file.title')}>
        <EditionFile
          slug={slug}
          onSaved={() => {
            list.said.value = '';
            void list.load();
          }}
        />
      </Fold>
    </section>
  );
}
