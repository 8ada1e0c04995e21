/** A4 paper: the house's fonts, a foot with the page's number on every page, tables whose heads come again. Units are points. */
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { breathe } from '../heavy.js';

const resolve = createRequire(import.meta.url).resolve;
/**
 * Latin, Greek and Cyrillic; under the SIL Open Font Licence. Named by their files and not by names registered for them: the first font of
 * a document under a second name would be read from its file again for every text.
 */
const FONTS = {
  plain: resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
  bold: resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
} as const;

export const LEFT = 40;
export const WIDTH = 595.28 - 2 * LEFT;
const TOP = 40;
const BOTTOM = 841.89 - 52;
const FOOT = 841.89 - 36;
const ROW = 14;
const UNDER = 9.5;
const SIZE = 8;
export const INK = '#16181d';
export const GREY = '#5f6672';
const RULE = '#c9ced6';
const SHADE = '#f3f5f8';
/** Rows between two turns of everybody else in this process. */
const ROWS_PER_TURN = 8;
const SMALL = { size: 6.5, colour: GREY };
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

export interface About {
  title: string;
  /** Stands in the properties of the file. */
  subject: string;
  /** On every page after the first. */
  head: string;
  stamp: { text: string; colour: string };
  /** At the foot of every page. */
  foot: string;
  madeAtMs: number;
}

export interface PaperColumn<T> {
  head: string;
  /** Points. */
  width: number;
  right?: boolean;
  bold?: boolean;
  cell: (row: T) => string | number | undefined;
}

export interface TableOptions<T> {
  /** The table runs down so many times side by side on a page; evenly where it ends. */
  lanes?: number;
  /** A small second line below a row, from this column on. */
  under?: (row: T) => string | undefined;
  underFrom?: number;
  struck?: (row: T) => boolean;
}

interface TextOptions {
  size?: number;
  bold?: boolean;
  colour?: string;
  /** Cut with an ellipsis beyond this; with `right` the text ends there. */
  width?: number;
  right?: boolean;
  struck?: boolean;
}

export class Paper {
  y = TOP;
  /** Head of the pages to come. */
  head: string;
  private readonly doc: PDFKit.PDFDocument;
  private readonly whole: Promise<Buffer>;

  constructor(private readonly about: About) {
    const { title, subject: Subject, madeAtMs } = about;
    this.head = about.head;
    this.doc = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      lang: 'en',
      displayTitle: true,
      info: { Title: title, Subject, Creator: 'Loopline', Producer: 'Loopline', CreationDate: new Date(madeAtMs) },
      font: FONTS.plain,
    });
    const chunks: Buffer[] = [];
    this.doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    this.whole = new Promise((done, failed) => {
      this.doc.on('end', () => done(Buffer.concat(chunks)));
      this.doc.on('error', failed);
    });
  }

  text(words: string | number, x: number, y: number, options: TextOptions = {}): void {
    const { size = SIZE, bold = false, colour = INK, width, right = false, struck = false } = options;
    this.doc
      .font(bold ? FONTS.bold : FONTS.plain)
      .fontSize(size)
      .fillColor(colour);
    const shown = width === undefined ? String(words) : this.fitted(String(words), width);
    if (shown === '') return;
    const from = right && width !== undefined ? x + width - this.doc.widthOfString(shown) : x;
    this.doc.text(shown, from, y, { lineBreak: false, strike: struck });
  }

  /** Text over several lines; moves down past it. */
  paragraph(words: string, options: TextOptions & { x?: number } = {}): void {
    const { size = SIZE, bold = false, colour = INK, x = LEFT, width = WIDTH, struck = false } = options;
    this.doc
      .font(bold ? FONTS.bold : FONTS.plain)
      .fontSize(size)
      .fillColor(colour);
    const height = this.doc.heightOfString(words, { width });
    this.room(height);
    this.doc.text(words, x, this.y, { width, height: height + 1, strike: struck });
    this.y += height;
  }

  rule(y = this.y, x = LEFT, width = WIDTH, colour = RULE): void {
    this.doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.6)
      .strokeColor(colour)
      .stroke();
  }

  /** The state in a box, its right edge at the margin. @returns its width */
  stamp(y: number, size: number): number {
    const { text, colour } = this.about.stamp;
    const width = this.doc.font(FONTS.bold).fontSize(size).widthOfString(text) + size * 1.4;
    const x = LEFT + WIDTH - width;
    this.doc
      .roundedRect(x, y, width, size * 1.9, 3)
      .lineWidth(size / 9)
      .strokeColor(colour)
      .stroke();
    this.text(text, x + size * 0.7, y + size * 0.26, { size, bold: true, colour });
    return width;
  }

  /** Begins a page unless so much is free on this one. */
  room(height: number): void {
    if (this.y + height > BOTTOM) this.page();
  }

  page(): void {
    this.doc.addPage();
    this.y = TOP;
    this.text(this.head, LEFT, this.y, { bold: true, size: 9, width: WIDTH - 130 });
    this.stamp(this.y - 2, 7);
    this.y += 16;
    this.rule();
    this.y += 8;
  }

  async table<T>(columns: readonly PaperColumn<T>[], rows: readonly T[], options: TableOptions<T> = {}): Promise<void> {
    const { lanes = 1, under, underFrom = 0, struck } = options;
    const widths = columns.map(({ width }) => width);
    const laneWidth = sum(widths);
    const indent = sum(widths.slice(0, underFrom));
    const step = lanes === 1 ? 0 : laneWidth + (WIDTH - lanes * laneWidth) / (lanes - 1);
    this.room(3 * ROW);
    let [lane, top, lowest] = [0, this.y, this.y];
    let end = 0;
    const begin = (first: number): void => {
      this.y = top;
      this.heads(columns, LEFT + lane * step);
      // Where all that is left fits side by side, it is shared out evenly.
      const shared = Math.ceil((rows.length - first) / (lanes - lane));
      const fits = this.y + shared * ROW <= BOTTOM;
      end = lanes > 1 && fits ? first + shared : Infinity;
    };
    begin(0);
    for (const [i, row] of rows.entries()) {
      const second = under?.(row);
      const height = ROW + (second ? UNDER : 0);
      if (i >= end || this.y + height > BOTTOM) {
        lane += 1;
        if (lane === lanes) {
          this.page();
          [lane, top, lowest] = [0, this.y, this.y];
        }
        begin(i);
      }
      const x = LEFT + lane * step;
      if (i % 2 === 1) this.doc.rect(x, this.y, laneWidth, height).fill(SHADE);
      this.cells(columns, row, x, struck?.(row) ?? false);
      if (second) this.text(second, x + indent + 2, this.y + ROW - 2.5, { ...SMALL, width: laneWidth - indent });
      this.y += height;
      lowest = Math.max(lowest, this.y);
      if (i % ROWS_PER_TURN === 0) await breathe();
    }
    this.y = lowest;
  }

  /** @returns the whole file; the paper is closed */
  async finish(): Promise<Buffer> {
    const { start, count } = this.doc.bufferedPageRange();
    for (let i = 0; i < count; i++) {
      this.doc.switchToPage(start + i);
      this.rule(FOOT - 4);
      this.text(this.about.foot, LEFT, FOOT, { ...SMALL, width: WIDTH - 70 });
      this.text(`page ${i + 1} of ${count}`, LEFT, FOOT, { ...SMALL, width: WIDTH, right: true });
      if (i % ROWS_PER_TURN === 0) await breathe();
    }
    this.doc.end();
    return this.whole;
  }

  private heads<T>(columns: readonly PaperColumn<T>[], left: number): void {
    let x = left;
    for (const { head, width, right } of columns) {
      this.text(head, x + 2, this.y + 1.5, { size: 6.5, bold: true, colour: GREY, width: width - 4, right });
      x += width;
    }
    this.y += ROW - 2;
    this.rule(this.y, left, x - left, INK);
    this.y += 1;
  }

  private cells<T>(columns: readonly PaperColumn<T>[], row: T, left: number, struck: boolean): void {
    let x = left;
    for (const { cell, width, right, bold } of columns) {
      const words = cell(row);
      if (words !== undefined && words !== '')
        this.text(words, x + 2, this.y + 1.3, { bold, width: width - 4, right, struck });
      x += width;
    }
  }

  /** The words, cut where they would leave their column. */
  private fitted(words: string, width: number): string {
    if (this.doc.widthOfString(words) <= width) return words;
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.doc.widthOfString(`${words.slice(0, middle)}…`) <= width) low = middle;
      else high = middle - 1;
    }
    return low === 0 ? '' : `${words.slice(0, low).trimEnd()}…`;
  }
}
