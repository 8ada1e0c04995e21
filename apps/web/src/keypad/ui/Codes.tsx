/** Entries the server does not have, as QR codes one after another: the last way out of a tablet without any network. */
import { useSignal } from '@preact/signals';
import { encode } from 'uqr';
import { k } from '../../shared/messages/keypad.js';

function path(text: string): { d: string; size: number } {
  const { data, size } = encode(text, { ecc: 'L', border: 3 });
  const d = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
  return { d, size };
}

export function Codes({ codes }: { codes: readonly string[] }) {
  const part = useSignal(0);
  const text = codes[part.value];
  if (text === undefined) return <p>{k('menu.codes.none')}</p>;
  const { d, size } = path(text);
  const step = (by: number) => (part.value = (part.value + by + codes.length) % codes.length);
  return (
    <div class="codes">
      <svg
        class="code"
        role="img"
        aria-label={k('menu.codes.label')}
        viewBox={`0 0 ${size} ${size}`}
        shape-rendering="crispEdges"
      >
        <rect class="code-ground" width={size} height={size} />
        <path class="code-ink" d={d} />
      </svg>
      <p role="status">{k('menu.codes.part', { part: part.value + 1, parts: codes.length })}</p>
      <div class="sheet-buttons">
        <button type="button" class="button" onClick={() => step(-1)}>
          {k('menu.codes.previous')}
        </button>
        <button type="button" class="button" onClick={() => step(1)}>
          {k('menu.codes.next')}
        </button>
      </div>
    </div>
  );
}
