/** The distance chart as uPlot draws it: the runner, what there is to be ahead of, and the end as a fan. */
import type uPlot from 'uplot';
import { decimal } from '../shared/figures/format.js';
import { DASHES, type DistanceData, fanCorners, type Way } from './distance-shape.js';
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

export const drawDistance: DrawChart<DistanceData> = (root, first, onPoint) => liveChart(root, first, onPoint, drawing);

function drawing(data: DistanceData, colours: Colours): Drawing {
  const { own, endMs, nights, maxM } = data;
  return {
    endMs,
    nights,
    columns: [own.map(({ elapsedMs }) => elapsedMs / HOUR_MS), own.map(({ distanceM }) => distanceM / 1000)],
    series: [{ stroke: colours.line, width: 2.5, points: { show: false } }],
    scale: { range: () => [0, (maxM / 1000) * 1.03] },
    words: (km) => decimal(km),
    draw: [(plot) => drawFan(plot, data, colours), (plot) => drawLines(plot, data, colours)],
  };
}

const place = (plot: uPlot, { elapsedMs, distanceM }: Way) =>
  [toX(plot, elapsedMs), toY(plot, distanceM / 1000)] as const;

function drawFan(plot: uPlot, { fan }: DistanceData, colours: Colours): void {
  if (fan === undefined) return;
  const { shape, middle } = fanCorners(fan);
  fillShape(
    plot,
    shape.map((way) => place(plot, way)),
    colours.line,
  );
  strokeLine(
    plot,
    middle.map((way) => place(plot, way)),
    { colour: colours.line, width: 1.5, dash: [4, 4] },
  );
}

function drawLines(plot: uPlot, { lines }: DistanceData, colours: Colours): void {
  for (const [i, line] of lines.entries()) {
    const corners = line.points.map((way) => place(plot, way));
    strokeLine(plot, corners, {
      colour: line.kind === 'record' ? colours.soft : colours.ink,
      width: line.kind === 'closing' ? 2 : 1.5,
      dash: DASHES[i % DASHES.length] ?? [],
    });
  }
}
