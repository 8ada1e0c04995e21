/** Hardware keyboards and barcode wedges: from a key to what it means. Pure. */
export type KeyAction =
  { do: 'digit'; digit: string } | { do: 'enter' | 'clear' | 'delete' | 'tap' | 'undo' | 'older' | 'newer' };

interface KeyLike {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
}
const NAMED: Readonly<Record<string, KeyAction['do']>> = {
  Enter: 'enter',
  Escape: 'clear',
  Backspace: 'delete',
  Delete: 'delete',
  ArrowDown: 'older',
  ArrowUp: 'newer',
  ' ': 'tap',
  '+': 'tap',
};

/** @param letters the letter u undoes; can be turned off */
export function keyAction(event: KeyLike, letters: boolean): KeyAction | null {
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'z') return event.repeat ? null : { do: 'undo' };
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (/^[0-9]$/.test(key)) return event.repeat ? null : { do: 'digit', digit: key };
  if (letters && key.toLowerCase() === 'u') return event.repeat ? null : { do: 'undo' };
  const named = NAMED[key];
  if (named === undefined || named === 'digit') return null;
  const mayRepeat = named === 'older' || named === 'newer' || named === 'delete';
  return event.repeat && !mayRepeat ? null : { do: named };
}
