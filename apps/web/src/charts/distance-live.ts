/** The distance chart as uPlot draws it: the runner, what there is to be ahead of, and the end as a fan. */
import type uPlot from 'uplot';
import { decimal } from '../shared/figures/format.js';
import { h } from '../shared/messages/charts.js';
import { DASHES, type DistanceData, fanCorners, type Way } from './distance-shape.js';
import {
  axisOf,
  baseOptions,
  type Colours,
  type DrawChart,
  type Drawing,
  fillShape,
  HOUR_MS,
  liveChart,
  type OnPoint,
  shadeNights,
  strokeLine,
  toX,
  toY,
} from './plot.js';

export const drawDistance: DrawChart<DistanceData> = (root, first, onPoint) => liveChart(root, first, onPoint, drawing);

function drawing(data: DistanceData, colours: Colours, onPoint: OnPoint): Drawing {
  const base = baseOptions(colours, onPoint);
  const axis = axisOf(colours);
  return {
    columns: [data.own.map(({ elapsedMs }) => elapsedMs / HOUR_MS), data.own.map(({ distanceM }) => distanceM / 1000)],
    options: {
      ...base,
      scales: {
        x: { time: false, range: () => [0, data.endMs / HOUR_MS] },
        y: { range: () => [0, (data.maxM / 1000) * 1.03] },
      },
      axes: [
        { ...axis, grid: { show: false }, values: (_, splits) => splits.map((hour) => h('axis.hour', { hour })) },
        {
          ...axis,
          size: 56,
          grid: { stroke: colours.grid, width: 1 },
          values: (_, splits) => splits.map((km) => decimal(km)),
        },
      ],
      series: [{}, { stroke: colours.line, width: 2.5, points: { show: false } }],
      hooks: {
        ...base.hooks,
        drawClear: [(plot) => shadeNights(plot, data.nights, colours)],
        drawAxes: [(plot) => drawFan(plot, data, colours), (plot) => drawLines(plot, data, colours)],
      },
    },
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
