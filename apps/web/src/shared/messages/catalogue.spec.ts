import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { board } from './en/board.js';
import { charts } from './en/charts.js';
import { crew } from './en/crew.js';
import { desk } from './en/desk.js';
import { director } from './en/director.js';
import { editions } from './en/editions.js';
import { forecast } from './en/forecast.js';
import { home } from './en/home.js';
import { imports } from './en/imports.js';
import { outlook } from './en/outlook.js';
import { pages } from './en/pages.js';
import { readers } from './en/readers.js';
import { records } from './en/records.js';
import { runner } from './en/runner.js';
import { shared } from './en/shared.js';
import { formatMessage } from './format.js';
import { pickLanguage, registerMessages, setLanguage, translator } from './translator.js';

const src = join(process.cwd(), 'apps/web/src');
const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );

/** Attributes a person reads or hears. */
const SPOKEN = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint', 'error', 'action']);

/** Literal words in a component: text between tags, and spoken attributes. */
function literals(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const wordy = (text: string) => /\p{L}{2,}/u.test(text);
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && wordy(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer) {
      const value = node.initializer;
      if (ts.isStringLiteral(value) && wordy(value.text)) found.push(value.text);
    }
    if (
      ts.isJsxExpression(node) &&
      node.expression &&
      ts.isStringLiteral(node.expression) &&
      ts.isJsxElement(node.parent)
    ) {
      if (wordy(node.expression.text)) found.push(node.expression.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the message catalogue', () => {
  it('holds every word a person reads: components have none of their own', () => {
    const components = files(src).filter((file) => file.endsWith('.tsx') && !file.includes('.spec.'));
    expect(components.length).toBeGreaterThan(20);
    const found = components.flatMap((file) => literals(file).map((text) => `${file.slice(src.length + 1)}: ${text}`));
    expect(found).toEqual([]);
  });

  it('has only messages that can be filled', () => {
    for (const [key, pattern] of Object.entries({
      ...shared,
      ...board,
      ...home,
      ...pages,
      ...runner,
      ...director,
      ...desk,
      ...crew,
      ...charts,
      ...outlook,
      ...forecast,
      ...imports,
      ...editions,
      ...readers,
      ...records,
    })) {
      const names = [...pattern.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1] ?? '');
      const values = Object.fromEntries(names.map((name) => [name, 3]));
      const text = formatMessage(pattern, values, 'en');
      expect(`${key}: ${text}`).not.toMatch(/[{}]/);
    }
  });
});

describe('a message', () => {
  it('takes names, figures, plurals and choices', () => {
    const pattern =
      '{name}: {laps, plural, =0 {no lap} one {# lap} other {# laps}}, {how, select, fast {quick} other {steady}}';
    expect(formatMessage(pattern, { name: 'Ana', laps: 0, how: 'fast' }, 'en')).toBe('Ana: no lap, quick');
    expect(formatMessage(pattern, { name: 'Ana', laps: 1, how: 'x' }, 'en')).toBe('Ana: 1 lap, steady');
    expect(formatMessage('{n, number}', { n: 12345 }, 'de')).toBe('12.345');
  });

  it('uses the plural forms of its language', () => {
    const pattern = '{n, plural, one {# ratas} few {# ratai} other {# ratų}}';
    expect([1, 3, 15].map((n) => formatMessage(pattern, { n }, 'lt'))).toEqual(['1 ratas', '3 ratai', '15 ratų']);
  });

  it('refuses to be shown half filled', () => {
    expect(() => formatMessage('{name}', {}, 'en')).toThrow('name');
  });
});

describe('a translator', () => {
  it('falls back to English, key by key', () => {
    const t = translator('spec', { hello: 'Hello', bye: 'Bye' });
    registerMessages('de', 'spec', { hello: 'Hallo' });
    setLanguage('de');
    expect([t('hello'), t('bye')]).toEqual(['Hallo', 'Bye']);
    setLanguage('en');
    expect(t('hello')).toBe('Hello');
  });

  it('picks a language we have', () => {
    expect(pickLanguage('xx-XX,en-GB;q=0.8')).toBe('en');
    expect(pickLanguage(undefined)).toBe('en');
  });
});
