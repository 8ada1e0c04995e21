/** The files made of the results. What takes long is made in the background, so that nobody waits before a silent page. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ExportJobAnswer } from '#libs/contracts/index.js';
import { w } from '../../shared/messages/desk.js';
import { Banner } from '../../shared/ui/Badge.js';
import { directorCall, session } from '../session.js';

const LONG = {
  'results.pdf': 'results.pdf',
  'lap-sheet.pdf': 'lap-sheet.pdf',
  'exports/record-pack.zip': 'record-pack.zip',
} as const;
const FILES = [
  'results.json',
  'results.csv',
  'results.pdf',
  'lap-sheet.csv',
  'lap-sheet.pdf',
  'exports/duv.csv',
  'exports/ultrasignup.csv',
  'exports/hourly.csv',
  'exports/record-pack.zip',
] as const;
type FileName = (typeof FILES)[number];
const isLong = (file: FileName): file is keyof typeof LONG => file in LONG;
const LOOK_MS = 700;

/** Fetched in the director's name, so that private races and the record pack work, too. @throws Error with words for people */
async function download(path: string, name: string, file: string): Promise<void> {
  const headers = { 'x-csrf-token': session.peek()?.csrf ?? '' };
  const answer = await fetch(path, { headers, credentials: 'same-origin' }).catch(() => null);
  if (answer === null) throw new Error(w('file.network'));
  if (!answer.ok) {
    const body = (await answer.json().catch(() => null)) as { detail?: string } | null;
    throw new Error(body?.detail ?? w('file.missing', { file }));
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @throws Error with words for people */
async function made(
  slug: string,
  kind: string,
  alive: () => boolean,
  told: (percent: number) => void,
): Promise<ExportJobAnswer | null> {
  let answer = await directorCall<ExportJobAnswer>(`/races/${slug}/exports`, { method: 'POST', body: { kind } });
  while (alive()) {
    if (!answer.ok && answer.status !== 0) throw new Error(answer.problem.detail);
    if (answer.ok) {
      const { state, percent, id, error } = answer.value;
      if (state === 'done') return answer.value;
      if (state === 'failed') throw new Error(w('file.failed', { file: kind, why: error ?? '' }));
      told(percent);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const next = await directorCall<ExportJobAnswer>(`/races/${slug}/exports/jobs/${id}`);
      // Without a network the job goes on; so does the asking.
      if (next.ok || next.status !== 0) answer = next;
    } else throw new Error(w('file.network'));
  }
  return null;
}

export function Files({ slug }: { slug: string }) {
  const trouble = useSignal('');
  const making = useSignal<Partial<Record<FileName, number>>>({});
  const alive = useRef(true);
  useEffect(() => () => void (alive.current = false), []);
  const fetchFile = async (event: Event, file: FileName) => {
    event.preventDefault();
    if (making.value[file] !== undefined) return;
    trouble.value = '';
    try {
      if (!isLong(file))
        return await download(`/api/v1/races/${slug}/${file}`, `${slug}-${file.replace('exports/', '')}`, file);
      const told = (percent: number): void => {
        making.value = { ...making.value, [file]: percent };
      };
      told(0);
      const job = await made(slug, LONG[file], () => alive.current, told);
      if (job?.file) await download(job.file.url, job.file.name, file);
    } catch (error) {
      trouble.value = (error as Error).message;
    } finally {
      const { [file]: _ended, ...others } = making.value;
      making.value = others;
    }
    return undefined;
  };
  return (
    <section class="console-part" aria-labelledby="files-title">
      <h3 id="files-title">{w('files.title')}</h3>
      <ul class="desk-files">
        {FILES.map((file) => (
          <li key={file}>
            <a href={`/api/v1/races/${slug}/${file}`} onClick={(event) => void fetchFile(event, file)}>
              {w(`file.${file}`)}
            </a>
            {making.value[file] !== undefined && (
              <span class="muted small" role="status">
                {' '}
                {w('file.making', { percent: String(making.value[file]) })}
              </span>
            )}
          </li>
        ))}
      </ul>
      {trouble.value && (
        <Banner tone="warn" role="status">
          {trouble.value}
        </Banner>
      )}
    </section>
  );
}
