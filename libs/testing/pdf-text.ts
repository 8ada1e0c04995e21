/** The words of a PDF as our paper writes them, page by page: each drawn text a line. Knows just enough of the format for files of pdfkit. */
import { inflateSync } from 'node:zlib';

interface Part {
  dict: string;
  stream: string;
}

/** Objects by number. */
function objects(file: Buffer): Map<number, Part> {
  const text = file.toString('latin1');
  const found = new Map<number, Part>();
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)endobj/g)) {
    const [, number = '', body = ''] = match;
    const at = body.indexOf('stream\n');
    const dict = at < 0 ? body : body.slice(0, at);
    let stream = at < 0 ? '' : body.slice(at + 7, body.lastIndexOf('\nendstream'));
    if (dict.includes('/FlateDecode') && !dict.includes('/Length1')) {
      try {
        stream = inflateSync(Buffer.from(stream, 'latin1')).toString('latin1');
      } catch {
        stream = '';
      }
    }
    found.set(Number(number), { dict, stream });
  }
  return found;
}

const refs = (dict: string, name: string): number[] => {
  const value = new RegExp(`/${name} (\\[[^\\]]*\\]|\\d+ 0 R)`).exec(dict)?.[1] ?? '';
  return [...value.matchAll(/(\d+) 0 R/g)].map(([, number]) => Number(number));
};

/** Glyph to text, from a font's ToUnicode map. */
function unicodeOf(cmap: string): string[] {
  const words: string[] = [];
  for (const [, first = '', list = ''] of cmap.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi)) {
    [...list.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex = ''], i) => {
      const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
      words[parseInt(first, 16) + i] = bytes.swap16().toString('utf16le');
    });
  }
  return words;
}

/** @returns for each page its texts in the order they were drawn */
export function pdfPages(file: Buffer): string[][] {
  const all = objects(file);
  const fonts = new Map<string, string[]>();
  for (const { dict } of all.values()) {
    for (const [, name = '', number] of dict.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const [map] = refs(all.get(Number(number))?.dict ?? '', 'ToUnicode');
      if (map !== undefined) fonts.set(name, unicodeOf(all.get(map)?.stream ?? ''));
    }
  }
  const tree = [...all.values()].find(({ dict }) => /\/Type \/Pages\b/.test(dict));
  return refs(tree?.dict ?? '', 'Kids').map((page) => {
    const content = refs(all.get(page)?.dict ?? '', 'Contents').map((number) => all.get(number)?.stream ?? '');
    return texts(content.join('\n'), fonts);
  });
}

function texts(content: string, fonts: ReadonlyMap<string, string[]>): string[] {
  const found: string[] = [];
  let font: string[] = [];
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? [];
    if (shown === undefined) continue;
    const glyphs = [...shown.matchAll(/<([0-9a-f]*)>/gi)].map(([, hex = '']) => hex).join('');
    found.push((glyphs.match(/.{4}/g) ?? []).map((glyph) => font[parseInt(glyph, 16)] ?? '?').join(''));
  }
  return found;
}
