import { describe, expect, it } from '@jest/globals';
import { clockText, groupedCode, instantNear, normalCode } from '../view/clock-text.js';
import { randomUuid } from '../queue/uuid.js';
import { keyAction } from './keyboard.js';
import { pressedAt } from './press.js';

const key = (name: string, more = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...more,
});

describe('keys', () => {
  it('mean figures, Enter, Escape, arrows, undo and tap', () => {
    expect(keyAction(key('7'), true)).toEqual({ do: 'digit', digit: '7' });
    const named = ['Enter', 'Escape', 'ArrowDown', 'ArrowUp', 'u', ' ', '+', 'Backspace'].map(
      (name) => keyAction(key(name), true)?.do,
    );
    expect(named).toEqual(['enter', 'clear', 'older', 'newer', 'undo', 'tap', 'tap', 'delete']);
    expect(keyAction(key('z', { ctrlKey: true }), true)).toEqual({ do: 'undo' });
  });

  it('record once however long Enter is held', () => {
    expect(keyAction(key('Enter', { repeat: true }), true)).toBeNull();
    expect(keyAction(key('7', { repeat: true }), true)).toBeNull();
    expect(keyAction(key(' ', { repeat: true }), true)).toBeNull();
  });

  it('leave the shortcuts of the browser alone, and u when it is turned off', () => {
    expect(keyAction(key('1', { ctrlKey: true }), true)).toBeNull();
    expect(keyAction(key('u'), false)).toBeNull();
    expect(keyAction(key('x'), true)).toBeNull();
  });
});

describe('the moment of a press', () => {
  it('is when the key went down, not when the page heard of it', () => {
    expect(pressedAt({ timeStamp: 1_000 }, 500_000, 1_180)).toBe(499_820);
  });
  it('is now when the event does not know', () => {
    expect(pressedAt(null, 500_000, 1_180)).toBe(500_000);
    expect(pressedAt({ timeStamp: 0 }, 500_000, 99_000)).toBe(500_000);
    expect(pressedAt({ timeStamp: 2_000 }, 500_000, 1_180)).toBe(500_000);
  });
});

describe('a typed time', () => {
  const at = Date.parse('2026-10-03T22:01:12.345Z');
  it('is the nearest such moment, also over midnight', () => {
    expect(clockText(at, 'Europe/Rome')).toBe('00:01:12');
    expect(instantNear('23:59:50', at, 'Europe/Rome')).toBe(Date.parse('2026-10-03T21:59:50.000Z'));
    expect(instantNear('00:02:00', at, 'Europe/Rome')).toBe(Date.parse('2026-10-03T22:02:00.000Z'));
  });
  it('changes nothing when it is what is shown', () => {
    expect(instantNear('00:01:12', at, 'Europe/Rome')).toBe(at);
  });
  it('is refused when it is no time', () => {
    for (const text of ['', '1:2', '25:00:00', '10:61:00', 'soon'])
      expect(instantNear(text, at, 'Europe/Rome')).toBeNull();
  });
});

describe('codes and ids', () => {
  it('reads a code however it is typed', () => {
    expect(normalCode(' bcdf-ghjk ')).toBe('BCDFGHJK');
    expect(groupedCode('bcdfg')).toBe('BCDF-G');
  });
  it('makes version 4 ids without a secure context', () => {
    const random = { getRandomValues: <T>(array: T) => array };
    expect(randomUuid(random as unknown as Crypto)).toBe('00000000-0000-4000-8000-000000000000');
  });
});
