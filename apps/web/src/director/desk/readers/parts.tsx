/** Small parts of the readers' page: a chip's wearer, a value to copy, what became of a change. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem, ReaderState } from '#libs/contracts/index.js';
import { r } from '../../../shared/messages/readers.js';
import { t } from '../../../shared/messages/shared.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import type { Wearers } from './wearers.js';

/** Bib and name of a read, or that nobody wears its chip. */
export function WhoRead({ read, wearers }: { read: ReaderState['lastReads'][number]; wearers: Wearers }) {
  const { chip, bib, kind } = read;
  const wearer = chip === undefined ? undefined : wearers.get(chip);
  const known = bib ?? wearer?.bib;
  if (known !== undefined)
    return (
      <>
        <a class="desk-bib" href={`#runners/${encodeURIComponent(known)}`}>
          {known}
        </a>{' '}
        {wearer?.name ?? ''}
      </>
    );
  if (chip === undefined) return <>{r('wave.marker', { kind })}</>;
  return <span class={wearer === null ? 'reader-warn' : undefined}>{wearer === null ? r('wave.unknown') : ''}</span>;
}

/** A value that must not be mistyped: shown whole, with a button that copies it. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  const copied = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      copied.value = true;
    } catch {
      // Without https a browser may refuse: the value is marked, and copied by hand.
      const field = document.getElementById(`copy-${label}-${value}`);
      if (field !== null) getSelection()?.selectAllChildren(field);
    }
  };
  return (
    <div class="reader-copy">
      <span class="field-label">{label}</span>
      <code id={`copy-${label}-${value}`}>{value}</code>
      <Button label={r('copy.of', { what: label })} onClick={() => void copy()}>
        {copied.value ? t('copied') : t('copy')}
      </Button>
    </div>
  );
}

/** Why a change was refused, or that nobody answered. */
export function Refusal({ problem }: { problem: (Problem & { status: number }) | null }) {
  if (problem === null) return null;
  return (
    <Banner tone={problem.status === 0 ? 'warn' : 'bad'} role="alert">
      {problem.detail} {problem.status === 0 && r('retry')}
    </Banner>
  );
}

/** A form that opens below its reader; its heading is brought into view and takes the focus. */
export function Panel({
  title,
  id,
  back,
  children,
}: {
  title: string;
  id: string;
  back: string;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.scrollIntoView({ block: 'center' });
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class="reader-panel" aria-labelledby={`${id}-title`}>
      <h4 id={`${id}-title`} tabIndex={-1} ref={heading}>
        {title}
      </h4>
      {children}
      <a class="button button-quiet" href={back}>
        {r('close')}
      </a>
    </section>
  );
}
