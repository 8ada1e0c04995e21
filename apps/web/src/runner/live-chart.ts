/** The lap chart with a cursor, drawn by uPlot. Loaded only on this page and only after the page stands. */
import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { time } from '../shared/figures/format.js';
import { r } from '../shared/messages/runner.js';
import type { ChartData } from './chart-data.js';

const HOUR_MS = 3_600_000;
const HEIGHT_PX = 260;

function colours(root: HTMLElement) {
  const style = getComputedStyle(root);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    soft: read('--ink-2'),
    grid: read('--hairline'),
    line: read('--line'),
    font: `12px ${read('--font')}`,
  };
}

function columns(data: ChartData): uPlot.AlignedData {
  return [data.elapsedMs.map((ms) => ms / HOUR_MS), data.lapMs.map((ms) => Math.min(ms, data.slowestMs)), data.median];
}

function options(root: HTMLElement, data: ChartData, onLap: (text: string) => void): uPlot.Options {
  const colour = colours(root);
  const axis = { stroke: colour.soft, font: colour.font, ticks: { show: false } } as const;
  const margin = Math.max(5000, (data.slowestMs - data.fastestMs) * 0.06);
  return {
    width: root.clientWidth,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: (_, min, max) => [Math.min(0, min), max] },
      y: { dir: -1, range: () => [data.fastestMs - margin, data.slowestMs + margin] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: (_, splits) => splits.map((h) => `${h} h`) },
      {
        ...axis,
        size: 56,
        grid: { stroke: colour.grid, width: 1 },
        values: (_, splits) => splits.map((ms) => time(ms)),
      },
    ],
    series: [
      {},
      {
        stroke: colour.soft,
        paths: () => null,
        points: { show: true, size: 5, fill: colour.soft, stroke: colour.soft },
      },
      { stroke: colour.line, width: 2.5, points: { show: false }, spanGaps: false },
    ],
    hooks: {
      setCursor: [
        (plot) => {
          const { idx } = plot.cursor;
          if (idx === null || idx === undefined) return onLap('');
          const lapMs = data.lapMs[idx] ?? 0;
          onLap(r('chart.lap', { lap: idx + 1, time: time(lapMs), elapsed: time(data.elapsedMs[idx] ?? 0) }));
        },
      ],
    },
  };
}

export interface LiveChart {
  show(data: ChartData): void;
  stop(): void;
}

/** Draws into `root`; redraws when the theme or the width changes. */
export function drawChart(root: HTMLElement, first: ChartData, onLap: (text: string) => void): LiveChart {
  let data = first;
  let plot = new uPlot(options(root, data, onLap), columns(data), root);
  const redraw = () => {
    plot.destroy();
    plot = new uPlot(options(root, data, onLap), columns(data), root);
  };
  const sizes = new ResizeObserver(() => plot.setSize({ width: root.clientWidth, height: HEIGHT_PX }));
  sizes.observe(root);
  const themes = new MutationObserver(redraw);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', redraw);
  return {
    show(next) {
      data = next;
      redraw();
    },
    stop() {
      sizes.disconnect();
      themes.disconnect();
      dark.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}
