/** The back-test for a terminal. */
import type { Report } from './report.js';

export function textReport(report: Report): string {
  const lines = [
    `${report.races} races, ${report.runners} runners, ${report.cross_validated ? 'cross-validated' : 'shipped fit'}`,
  ];
  for (const [name, { at, baselines, races, runners }] of Object.entries(report.formats)) {
    lines.push(
      '',
      `${name}: ${races} races, ${runners} runners`,
      '  at      n   error  bias   80% (width)    90%   | constant  window  Riegel',
    );
    for (const [i, cut] of at.filter(({ group }) => group === 'all').entries()) {
      const rule = (key: keyof typeof baselines): string => pad(baselines[key][i]?.mae_pct, 8);
      lines.push(
        `  ${cut.fraction.toFixed(2)}${pad(cut.n, 6, 0)}${pad(cut.mae_pct, 7)}${pad(cut.bias_pct, 7)}${pad(cut.coverage80, 7)} (${pad(cut.width80_pct, 5)})${pad(cut.coverage90, 7)}   |${rule('constant_pace')}${rule('last_window')}${rule('riegel_fitted')}`,
      );
    }
  }
  const { next, backyard } = report;
  if (next !== undefined)
    lines.push(
      '',
      `next passing: ${next.laps} laps, median ${next.median_pct}% (median of five: ${next.median_of_five.median_pct}%), mean ${next.mae_s} s, 80% range covers ${next.coverage80}%`,
    );
  if (backyard !== undefined)
    lines.push(
      '',
      `backyard: last yard Brier ${backyard.brier} (base rate ${backyard.brier_base_rate}), next yard ${backyard.next_mae_s} s (last yard: ${backyard.next_last_yard_mae_s} s)`,
    );
  for (const [id, cuts] of Object.entries(report.finish))
    lines.push(
      '',
      `${id}: ${cuts.map((cut) => `${cut.fraction}: ${cut.mae_pct}% (80%: ${cut.coverage80}%, Brier ${cut.brier})`).join('; ')}`,
    );
  return lines.join('\n');
}

function pad(value: number | undefined, width: number, digits = 1): string {
  return (value === undefined ? '-' : value.toFixed(digits)).padStart(width);
}
