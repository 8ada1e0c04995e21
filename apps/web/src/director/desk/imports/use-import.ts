/** One file on its way in: chosen, looked at, stored. What is shown always belongs to what is said above it. */
import { useSignal } from '@preact/signals';
import type { ImportAnswer } from '#libs/contracts/index.js';
import { i } from '../../../shared/messages/imports.js';
import { directorCall } from '../../session.js';
import type { Desk } from '../data.js';
import { IMPORT_BYTES_MAX, decoded, headingOf } from './file-text.js';
import { type ImportDraft, importQuery, isReaderName, isZone } from './import-query.js';

export interface ChosenFile {
  name: string;
  bytes: number;
  text: string;
  heading: string[];
}

export type ImportErrors = Partial<Record<'file' | 'timeZone' | 'reader' | 'server', string>>;

export function useImport(desk: Desk) {
  const { slug, race } = desk;
  const file = useSignal<ChosenFile | null>(null);
  const draft = useSignal<ImportDraft>({
    ...{ format: 'auto', point: race.course.points[0]?.id ?? 'line', timeZone: race.timeZone, date: '' },
    ...{ clockChange: 'auto', reader: '', times: 'auto', columns: {} },
  });
  const errors = useSignal<ImportErrors>({});
  const looked = useSignal<ImportAnswer | null>(null);
  const done = useSignal<ImportAnswer | null>(null);
  const busy = useSignal<'' | 'looking' | 'storing'>('');
  /** Kind of file the server found, so that choices for it can be shown. */
  const found = useSignal<string | undefined>(undefined);

  const send = async (dryRun: boolean): Promise<void> => {
    const { value } = draft;
    if (file.value === null || busy.value !== '') return;
    errors.value = {
      ...(isZone(value.timeZone.trim()) ? {} : { timeZone: i('error.zone') }),
      ...(value.reader.trim() === '' || isReaderName(value.reader.trim()) ? {} : { reader: i('error.box') }),
    };
    if (Object.keys(errors.value).length > 0) return;
    busy.value = dryRun ? 'looking' : 'storing';
    const chosen = file.value;
    const query = importQuery(value, found.value, dryRun);
    const answer = await directorCall<ImportAnswer>(`/races/${slug}/imports?${query}`, {
      method: 'POST',
      text: { type: 'text/plain', content: chosen.text },
    });
    busy.value = '';
    // Meanwhile another file was chosen, or something else was said.
    if (file.value !== chosen || draft.value !== value) return;
    if (!answer.ok) {
      errors.value = { server: answer.problem.detail };
      return;
    }
    found.value = answer.value.format;
    if (dryRun) looked.value = answer.value;
    else {
      looked.value = null;
      done.value = answer.value;
      desk.reload();
    }
  };
  const forget = (): void => {
    looked.value = null;
    done.value = null;
    errors.value = {};
  };
  const take = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    forget();
    found.value = undefined;
    file.value = null;
    draft.value = { ...draft.value, columns: {} };
    if (chosen.size > IMPORT_BYTES_MAX) {
      errors.value = { file: i('error.size', { mib: (chosen.size / 1024 / 1024).toFixed(1) }) };
      return;
    }
    const text = await chosen.arrayBuffer().then(
      (buffer) => decoded(new Uint8Array(buffer)),
      () => null,
    );
    if (text === null || text.trim() === '') {
      errors.value = { file: text === null ? i('error.read') : i('error.empty') };
      return;
    }
    file.value = { name: chosen.name, bytes: chosen.size, text, heading: headingOf(text) };
    await send(true);
  };
  const say = (change: Partial<ImportDraft>): void => {
    draft.value = { ...draft.value, ...change };
    if (change.format !== undefined) found.value = undefined;
    forget();
  };
  return {
    file,
    draft,
    errors,
    looked,
    done,
    busy,
    found,
    take,
    say,
    look: () => send(true),
    store: () => send(false),
  };
}

export type Import = ReturnType<typeof useImport>;
