// The charts in words, for those who do not see them: a line for each, once in a while, and
// what every series of it has done.

import { floats } from './bytes.js';
import { byId, element, exact, write } from './dom.js';
import { sentence } from './page.js';
import { t } from './words.js';

const steady = 0.25; // of the way between its lowest and its highest that a series moves at most while it stays about the same

// readChart reads what core/lab.ChartData walks: {first, stride, points, series}.
export function readChart(view, at) {
  const points = view.getUint32(at + 16, true);
  return {
    first: Number(view.getBigUint64(at, true)),
    stride: Number(view.getBigUint64(at + 8, true)),
    points,
    series: Array.from({ length: view.getUint32(at + 20, true) }, (_, i) => floats(view, at + 24 + 4 * points * i, points)),
  };
}

// tellCharts writes the charts of a lab down; labelOf names a series.
export function tellCharts({ charts }, chart, labelOf) {
  const list = byId('charts');
  write(byId('charts-span'), chart.first > 0 || chart.stride === 1 ? t`Over the last ${exact(chart.points)} steps:` : t`Over the whole run:`);
  let next = 0;
  const lines = charts.map(({ label, unit = '', series }) => {
    const told = series.map((one) => lineOf(one, labelOf(one), chart.series[next++], unit)).filter(Boolean);
    if (told.length === 0) return t`${label}: nothing yet.`;
    return series.length === 1 ? sentence(told[0]) : t`${label}: ${told.join('; ')}.`;
  });
  if (list.children.length !== lines.length) list.replaceChildren(...lines.map(() => element('li')));
  lines.forEach((line, i) => write(list.children[i], line));
}

// lineOf says what the values of a series have done; empty for none.
function lineOf({ events, options }, label, values, unit) {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return '';
  if (events) return t`${label} ${exact(known.reduce((sum, value) => sum + value, 0))} in all`;
  if (options) return t`${label} now ${options[known.at(-1)]}`;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const quarter = Math.ceil(known.length / 4);
  const [from, to] = [mean(known.subarray(0, quarter)), mean(known.subarray(-quarter))];
  const written = (value) => `${exact(Number(value.toPrecision(2)))}${unit === '%' ? '\u00a0%' : ''}`;
  if (low === high) return t`${label} ${written(low)} all the time`;
  const range = t`lowest ${written(low)}, highest ${written(high)}`;
  if (Math.abs(to - from) <= steady * (high - low)) return t`${label} about ${written(mean(known))}, ${range}`;
  return to > from ? t`${label} rising from ${written(from)} to ${written(to)}, ${range}` : t`${label} falling from ${written(from)} to ${written(to)}, ${range}`;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
