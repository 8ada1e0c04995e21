/** A line plot as SVG, readable on light and dark pages. */
export interface Line {
  name: string;
  points: readonly (readonly [number, number])[];
}

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 46;
const RIGHT = 130;
const TOP = 34;
const BOTTOM = 40;
const COLOURS = ['#3b82c4', '#d9822b', '#2f9e68', '#c0487a', '#7a5fc0', '#8a7a3a', '#5b8a9a'];
const STEPS = 5;

/** @param axes `from`: least y; `to`: greatest x, from 0 on */
export function linePlot(
  title: string,
  xName: string,
  lines: readonly Line[],
  { from, to }: { from: number; to: number },
): string {
  const top = niceTop(Math.max(from + 1, ...lines.flatMap(({ points }) => points.map(([, y]) => y))));
  const x = (value: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * value) / to;
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (Math.max(from, value) - from)) / (top - from);
  const grid = Array.from({ length: STEPS + 1 }, (_, i) => from + ((top - from) * i) / STEPS).map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(value))}" y2="${at(y(value))}" stroke="#8888" stroke-width=".5"/><text x="${LEFT - 6}" y="${at(y(value) + 4)}" text-anchor="end">${Math.round(value)}</text>`,
  );
  const marks = (to === 100 ? [10, 25, 50, 75, 90] : [0, 0.25, 0.5, 0.75, 1].map((share) => share * to)).map(
    (value) => `<text x="${at(x(value))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${value}</text>`,
  );
  const drawn = lines.map(({ name, points }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points.map(([px, py], k) => `${k === 0 ? 'M' : 'L'}${at(x(px))} ${at(y(py))}`).join('');
    const last = points.at(-1);
    const label =
      last === undefined
        ? ''
        : `<text x="${at(WIDTH - RIGHT + 10)}" y="${TOP + 14 * i + 10}" fill="${colour}">${name}</text>`;
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${label}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}" font-family="sans-serif" font-size="12" fill="#888">
<text x="${LEFT}" y="18" font-size="14">${title}</text>
${grid.join('\n')}
${marks.join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${xName}</text>
${drawn.join('\n')}
</svg>
`;
}

const at = (value: number): string => value.toFixed(1);

function niceTop(value: number): number {
  const step = value > 50 ? 20 : value > 20 ? 10 : 5;
  return Math.ceil(value / step) * step;
}
