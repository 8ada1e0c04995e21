/** The pace chart as uPlot draws it: up is faster. */
import type uPlot from 'uplot';
import { roughly, time } from '../shared/figures/format.js';
import type { PaceData } from './pace-data.js';
import {
  type Colours,
  type DrawChart,
  type Drawing,
  fillShape,
  HOUR_MS,
  liveChart,
  strokeLine,
  toX,
  toY,
} from './plot.js';

/** Room above the fastest and below the slowest, as a share of the span, and at least so many ms. */
const MARGIN = 0.06;
const MARGIN_MIN_MS = 5000;
const LABEL_GAP_PX = 6;

export const drawPace: DrawChart<PaceData> = (root, first, onPoint) => liveChart(root, first, onPoint, drawing);

function drawing(data: PaceData, colours: Colours): Drawing {
  const { points, fastest, slowest, endMs, nights } = data;
  const margin = Math.max(MARGIN_MIN_MS, (slowest - fastest) * MARGIN);
  const dots = { show: true, size: 5, fill: colours.soft, stroke: colours.soft };
  return {
    endMs,
    nights,
    columns: [
      points.map(({ elapsedMs }) => elapsedMs / HOUR_MS),
      points.map(({ value }) => Math.min(value, slowest)),
      points.map(({ median }) => (median === null ? null : Math.min(median, slowest))),
    ],
    series: [
      { stroke: colours.soft, paths: () => null, points: dots },
      { stroke: colours.line, width: 2.5, points: { show: false }, spanGaps: false },
    ],
    scale: { dir: -1, range: () => [fastest - margin, slowest + margin] },
    words: (ms) => time(ms),
    draw: [(plot) => drawStops(plot, data, colours), (plot) => drawBand(plot, data, colours)],
  };
}

/** From the crossing before the pause to the one after it, with its length where there is room. */
function drawStops(plot: uPlot, { stops }: PaceData, colours: Colours): void {
  const { ctx, bbox } = plot;
  let freeFrom = -Infinity;
  for (const { fromMs, toMs, pauseMs } of stops) {
    const [from, to] = [toX(plot, fromMs), toX(plot, toMs)];
    ctx.save();
    ctx.globalAlpha = 0.14;
    ctx.fillStyle = colours.ink;
    ctx.fillRect(from, bbox.top, Math.max(2, to - from), bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillStyle = colours.soft;
    ctx.font = colours.font.replace('12px', `${11 * devicePixelRatio}px`);
    ctx.textBaseline = 'top';
    const words = roughly(pauseMs);
    const { width } = ctx.measureText(words);
    const left = Math.min(bbox.left + bbox.width - width, Math.max(bbox.left, (from + to - width) / 2));
    if (left > freeFrom) {
      ctx.fillText(words, left, bbox.top + LABEL_GAP_PX);
      freeFrom = left + width + LABEL_GAP_PX;
    }
    ctx.restore();
  }
}

function drawBand(plot: uPlot, { band, slowest }: PaceData, colours: Colours): void {
  if (band === undefined) return;
  const at = (ms: number, value: number) => [toX(plot, ms), toY(plot, Math.min(value, slowest))] as const;
  const upper = band.points.map(({ elapsedMs, from }) => at(elapsedMs, from));
  const lower = band.points.map(({ elapsedMs, to }) => at(elapsedMs, to)).toReversed();
  fillShape(plot, [...upper, ...lower], colours.line);
  const likely = band.points.map((point) => at(point.elapsedMs, point.likely));
  strokeLine(plot, likely, { colour: colours.line, width: 1.5, dash: [4, 4] });
}
