// The picture of many seeds: a thin line a seed, the visitor's own marked, and over them the
// interquartile mean with its band.

import { drawn, element, number, percent, write } from '../dom.js';
import { Figure, round } from '../figure.js';
import { t } from '../words.js';

const height = 260;
const margin = { left: 54, right: 14, top: 12, bottom: 44 };
const type = 14; // px
const least = { failed: 0.1, return: 10 }; // that the vertical axis spans

// The two numbers that are drawn, each over the learned steps.
export const kinds = {
  failed: { title: t`Failed episodes`, says: percent, low: 0, unit: t`share of held-out episodes that fail` },
  return: { title: t`Return`, says: (value) => number(value), low: null, unit: t`mean score of held-out episodes` },
};

// How the lines are drawn, on the picture and in its legend.
const strokes = {
  other: { fill: 'none', stroke: 'var(--label)', 'stroke-opacity': 0.5, 'stroke-width': 1 },
  own: { fill: 'none', stroke: 'var(--accent)', 'stroke-width': 2, 'stroke-dasharray': '7 3' },
  mean: { fill: 'none', stroke: 'var(--text)', 'stroke-width': 3 },
  band: { fill: 'var(--text)', 'fill-opacity': 0.2, stroke: 'none' },
};

// Curves is a figure of one of the kinds that draws itself as wide as it is shown.
export class Curves {
  constructor(kind) {
    const holder = element('div');
    this.root = element('figure', { class: 'luck-picture' },
      element('figcaption', {}, element('strong', {}, kinds[kind].title), ` ${kinds[kind].unit}`), holder);
    this.figure = new Figure(this.root, holder, (data, width) => picture(kind, data, width));
  }

  // show draws the seeds, {own, points} each, and the band, rows of the statistics, over an
  // axis of that many steps; words tell the same.
  show(seeds, band, steps, words) { this.figure.show({ seeds, band, steps, words }); }
}

function picture(kind, { seeds, band, steps, words }, width) {
  const axes = axesOf(kind, seeds, band, steps, width);
  const id = `luck-${kind}`;
  return drawn('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-labelledby': `${id}-title ${id}-desc`, 'font-family': 'system-ui, sans-serif', 'font-size': type },
    drawn('title', { id: `${id}-title` }, t`${kinds[kind].title} of every seed`),
    drawn('desc', { id: `${id}-desc` }, t`${words} The table below has the numbers.`),
    ...axes.lines,
    ...seeds.filter(({ own }) => !own).map(({ points }) => line(points, kind, axes, strokes.other)),
    area(band, kind, axes),
    ...seeds.filter(({ own }) => own).map(({ points }) => line(points, kind, axes, strokes.own)),
    line(band, kind, axes, strokes.mean));
}

const place = (axes, x, y) => `${axes.x(x).toFixed(1)} ${axes.y(y).toFixed(1)}`;

// line joins points, and marks one that is alone.
function line(points, kind, axes, stroke) {
  if (points.length === 1) return drawn('circle', { cx: axes.x(points[0].steps).toFixed(1), cy: axes.y(points[0][kind]).toFixed(1), r: 2.5, ...stroke });
  return drawn('path', { d: points.map((point, i) => `${i === 0 ? 'M' : 'L'}${place(axes, point.steps, point[kind])}`).join(''), ...stroke });
}

// area is the band between the two bounds of the interval.
function area(band, kind, axes) {
  const upper = band.map((point) => place(axes, point.steps, point[`${kind}_high`]));
  const lower = band.map((point) => place(axes, point.steps, point[`${kind}_low`])).reverse();
  return drawn('path', { d: band.length === 0 ? '' : `M${[...upper, ...lower].join('L')}Z`, ...strokes.band });
}

// axesOf returns x and y, which place a point, and the lines of the scales.
function axesOf(kind, seeds, band, steps, width) {
  const values = [...seeds.flatMap(({ points }) => points.map((point) => point[kind])), ...band.map((point) => point[`${kind}_high`])];
  const low = kinds[kind].low ?? Math.min(0, ...values);
  const high = Math.max(low + least[kind], ...values);
  const every = round((high - low) / 5 - 1e-9);
  const [from, to] = [every * Math.floor(low / every), every * Math.ceil(high / every - 1e-9)];
  const x = (value) => margin.left + (Math.min(value, steps) / steps) * (width - margin.left - margin.right);
  const y = (value) => height - margin.bottom - ((value - from) / (to - from)) * (height - margin.top - margin.bottom);
  const across = ticks(0, steps, round(steps / Math.max(2, Math.min(5, width / 130))));
  return {
    x, y,
    lines: [
      ...ticks(from, to, every).flatMap((value) => [
        drawn('line', { x1: margin.left, x2: width - margin.right, y1: y(value), y2: y(value), stroke: 'var(--line)' }),
        drawn('text', { x: margin.left - 6, y: y(value) + 5, 'text-anchor': 'end', fill: 'var(--label)' }, kinds[kind].says(value)),
      ]),
      ...across.map((value, i) => drawn('text', {
        x: x(value), y: height - margin.bottom + 19, 'text-anchor': i === 0 ? 'start' : x(value) > width - 40 ? 'end' : 'middle', fill: 'var(--label)',
      }, number(value))),
      drawn('text', { x: (margin.left + width - margin.right) / 2, y: height - 6, 'text-anchor': 'middle', fill: 'var(--label)' }, t`learned steps`),
    ],
  };
}

const ticks = (from, to, every) => Array.from({ length: Math.floor((to - from) / every + 1e-9) + 1 }, (_, i) => from + i * every);

// Legend says what the lines are.
export class Legend {
  constructor() {
    this.own = element('span');
    const entry = (stroke, words, d = 'M1 7H27') => element('li', {},
      drawn('svg', { viewBox: '0 0 28 14', width: 28, height: 14, 'aria-hidden': 'true' }, drawn('path', { d, ...stroke })), words);
    this.root = element('ul', { class: 'luck-legend' },
      entry(strokes.own, this.own),
      entry(strokes.other, t`another seed`),
      entry(strokes.mean, t`the middle half of the seeds, on average (interquartile mean)`),
      entry(strokes.band, t`its 95\u00a0% interval (bootstrap over the seeds)`, 'M1 1H27V13H1Z'));
  }

  show(seed) { write(this.own, t`your seed, ${seed}`); }
}
