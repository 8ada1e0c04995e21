/** What both charts share where uPlot draws them: colours of the theme, redraw on its change, a cursor that keys can move. Loaded only when asked for. */
import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { h } from '../shared/messages/charts.js';
import type { Span } from './nights.js';

export const HOUR_MS = 3_600_000;
export const HEIGHT_PX = 280;

export interface LiveChart<D> {
  show(data: D): void;
  /** Puts the cursor on a point; null takes it away. */
  point(index: number | null): void;
  stop(): void;
}

export type OnPoint = (index: number | null) => void;
export type DrawChart<D> = (root: HTMLElement, first: D, onPoint: OnPoint) => LiveChart<D>;

export interface Colours {
  ink: string;
  soft: string;
  grid: string;
  line: string;
  night: string;
  paper: string;
  font: string;
}

function coloursOf(root: HTMLElement): Colours {
  const style = getComputedStyle(root);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    soft: read('--ink-2'),
    grid: read('--hairline'),
    line: read('--line'),
    night: read('--sunken'),
    paper: read('--paper'),
    font: `12px ${read('--font')}`,
  };
}

/** A chart over the time of a race: hours below, nights behind. What is measured, and what is drawn beside the lines of the data, is its own. */
export interface Drawing {
  endMs: number;
  nights: readonly Span[];
  /** Hours of the race first. */
  columns: uPlot.AlignedData;
  /** Of the columns after the first. */
  series: uPlot.Series[];
  scale: uPlot.Scale;
  words: (value: number) => string;
  draw: ((plot: uPlot) => void)[];
}

function optionsOf(drawing: Drawing, colours: Colours, onPoint: OnPoint): Omit<uPlot.Options, 'width' | 'height'> {
  const { endMs, nights, series, scale, words, draw } = drawing;
  const axis = { stroke: colours.soft, font: colours.font, ticks: { show: false } };
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 9, fill: colours.line } },
    scales: { x: { time: false, range: () => [0, endMs / HOUR_MS] }, y: scale },
    axes: [
      { ...axis, grid: { show: false }, values: (_, splits) => splits.map((hour) => h('axis.hour', { hour })) },
      { ...axis, size: 56, grid: { stroke: colours.grid, width: 1 }, values: (_, splits) => splits.map(words) },
    ],
    series: [{}, ...series],
    hooks: {
      setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)],
      drawClear: [(plot) => shadeNights(plot, nights, colours)],
      drawAxes: draw,
    },
  };
}

/** Draws into `root`; redraws when data, theme or width change. */
export function liveChart<D>(
  root: HTMLElement,
  first: D,
  onPoint: OnPoint,
  draw: (data: D, colours: Colours) => Drawing,
): LiveChart<D> {
  let data = first;
  let shown = JSON.stringify(first);
  let at: number | null = null;
  const heard: OnPoint = (index) => {
    at = index;
    onPoint(index);
  };
  const make = () => {
    const colours = coloursOf(root);
    const drawing = draw(data, colours);
    const options = optionsOf(drawing, colours, heard);
    return new uPlot({ ...options, width: root.clientWidth, height: HEIGHT_PX }, drawing.columns, root);
  };
  let plot = make();
  const point = (index: number | null) => {
    const x = index === null ? undefined : plot.data[0][index];
    if (x === undefined) plot.setCursor({ left: -10, top: -10 });
    else plot.setCursor({ left: plot.valToPos(x, 'x'), top: HEIGHT_PX / 2 });
  };
  const redraw = () => {
    const kept = at;
    plot.destroy();
    plot = make();
    if (kept !== null) point(kept);
  };
  const sizes = new ResizeObserver(() => plot.setSize({ width: root.clientWidth, height: HEIGHT_PX }));
  sizes.observe(root);
  const themes = new MutationObserver(redraw);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', redraw);
  return {
    show(next) {
      // A card is asked for every few seconds and mostly says the same: a chart that blinks is none to read.
      const text = JSON.stringify(next);
      data = next;
      if (text === shown) return;
      shown = text;
      redraw();
    },
    point,
    stop() {
      sizes.disconnect();
      themes.disconnect();
      dark.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}

/** Canvas px of race time and value. */
export const toX = (plot: uPlot, ms: number): number => plot.valToPos(ms / HOUR_MS, 'x', true);
export const toY = (plot: uPlot, value: number): number => plot.valToPos(value, 'y', true);

function shadeNights(plot: uPlot, nights: readonly Span[], colours: Colours): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colours.night;
  for (const { fromMs, toMs } of nights) {
    const [from, to] = [toX(plot, fromMs), toX(plot, toMs)];
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
  }
  ctx.restore();
}

/** A filled shape over the data, see-through. */
export function fillShape(plot: uPlot, corners: readonly (readonly [number, number])[], colour: string): void {
  const { ctx } = plot;
  ctx.save();
  ctx.globalAlpha = 0.18;
  ctx.fillStyle = colour;
  ctx.beginPath();
  corners.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.closePath();
  ctx.fill();
  ctx.restore();
}

export function strokeLine(
  plot: uPlot,
  corners: readonly (readonly [number, number])[],
  { colour, width, dash }: { colour: string; width: number; dash: readonly number[] },
): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = width * devicePixelRatio;
  ctx.setLineDash(dash.map((px) => px * devicePixelRatio));
  ctx.beginPath();
  corners.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.stroke();
  ctx.restore();
}
