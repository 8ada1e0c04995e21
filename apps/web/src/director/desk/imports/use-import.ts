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

/** The text of a file, or why there is none. */
async function chosenOf(chosen: File): Promise<ChosenFile | string> {
  if (chosen.size > IMPORT_BYTES_MAX) return i('error.size', { mib: (chosen.size / 1024 / 1024).toFixed(1) });
  const text = await chosen.arrayBuffer().then(
    (buffer) => decoded(new Uint8Array(buffer)),
    () => null,
  );
  if (text === null) return i('error.read');
  if (text.trim() === '') return i('error.empty');
  return { name: chosen.name, bytes: chosen.size, text, heading: headingOf(text) };
}

const errorsOf = ({ timeZone, reader }: ImportDraft): ImportErrors => ({
  ...(isZone(timeZone.trim()) ? {} : { timeZone: i('error.zone') }),
  ...(reader.trim() === '' || isReaderName(reader.trim()) ? {} : { reader: i('error.box') }),
});

function useState({ course, timeZone }: Desk['race']) {
  return {
    file: useSignal<ChosenFile | null>(null),
    draft: useSignal<ImportDraft>({
      ...{ format: 'auto', point: course.points[0]?.id ?? 'line', timeZone, date: '' },
      ...{ clockChange: 'auto', reader: '', times: 'auto', columns: {} },
    }),
    errors: useSignal<ImportErrors>({}),
    looked: useSignal<ImportAnswer | null>(null),
    done: useSignal<ImportAnswer | null>(null),
    busy: useSignal<'' | 'looking' | 'storing'>(''),
    /** Kind of file the server found, so that choices for it can be shown. */
    found: useSignal<string | undefined>(undefined),
  };
}

export function useImport(desk: Desk) {
  const state = useState(desk.race);
  const { file, draft, errors, looked, done, busy, found } = state;

  const send = async (dryRun: boolean): Promise<void> => {
    const { value } = draft;
    if (file.value === null || busy.value !== '') return;
    errors.value = errorsOf(value);
    if (Object.keys(errors.value).length > 0) return;
    busy.value = dryRun ? 'looking' : 'storing';
    const chosen = file.value;
    const query = importQuery(value, found.value, dryRun);
    const answer = await directorCall<ImportAnswer>(`/races/${desk.slug}/imports?${query}`, {
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
    const read = await chosenOf(chosen);
    if (typeof read === 'string') {
      errors.value = { file: read };
      return;
    }
    file.value = read;
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
