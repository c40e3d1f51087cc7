// The picture of a series: a row per policy with a dot per game, a bar for the mean with
// its interval, and thin lines that join the dots of the same game.

import { drawn, element, number, write } from './dom.js';
import { Figure, round } from './figure.js';
import { labelOf } from './series-words.js';
import { t } from './words.js';

const drawnGames = 200; // at most; of more, every so many-th
const rowHeight = 84;
const cloud = 40; // height that the dots of a row are spread over
const margin = { left: 14, right: 14, top: 4, bottom: 46 };
const type = 14; // px
const golden = 0.6180339887498949; // spreads dots evenly, the same in every picture

// Distributions is a figure that draws itself as wide as it is shown.
export class Distributions {
  constructor() {
    this.caption = element('figcaption');
    this.holder = element('div');
    this.root = element('figure', { class: 'series-picture' }, this.holder, this.caption);
    this.figure = new Figure(this.root, this.holder, picture);
  }

  get drawing() { return this.holder.firstElementChild; }

  // show draws the rows of a table and its episodes; title names the series.
  show(rows, episodes, title) {
    const games = Number(rows[0].episodes);
    const every = Math.ceil(games / drawnGames);
    const kept = episodes.filter(({ episode }) => (episode - 1) % every === 0);
    const own = rows.map(({ policy }) => kept.filter((game) => game.policy === policy));
    write(this.caption, t`A dot is a game: a full one survived, a cross failed. A thin line joins what became of the same game. The tall bar is the mean, the box around it its 95 % interval.${
      every === 1 ? '' : ` ${t`${number(own[0].length)} of the ${number(games)} games are drawn, every ${number(every)}th; the bars are of all.`}`}`);
    this.figure.show({ rows, title: every === 1 ? title : t`${title}, every ${number(every)}th drawn`, games: own });
  }
}

function picture({ rows, games, title }, width) {
  const axis = axisOf(games.flat().map((game) => Number(game.return)), width);
  const height = margin.top + rowHeight * rows.length + margin.bottom;
  const middle = (row) => margin.top + rowHeight * row + rowHeight - cloud / 2 - 6;
  const at = (game, i, row) => [axis.x(Number(game.return)), middle(row) + cloud * (((i * golden) % 1) - 0.5)];
  return drawn('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-labelledby': 'series-picture-title series-picture-desc', 'font-family': 'system-ui, sans-serif', 'font-size': type },
    drawn('title', { id: 'series-picture-title' }, t`Scores of ${title}`),
    drawn('desc', { id: 'series-picture-desc' }, t`${rows.map((row) => words(row)).join('; ')}. The table below has the numbers.`),
    ...axis.lines(height),
    pairs(games, at),
    ...rows.flatMap((row, i) => [
      ...games[i].map((game, n) => dot(...at(game, n, i), game.failed === 'true')),
      ...bar(row, axis.x, middle(i)),
      label(row, margin.top + rowHeight * i + 18),
    ]),
    drawn('text', { x: width / 2, y: height - 6, 'text-anchor': 'middle', fill: 'var(--label)' }, t`score (return) of a game; ${title}`));
}

const survived = (row) => t`survived ${number(row.episodes - row.failures)} of ${number(Number(row.episodes))}`;
const words = (row) => t`${labelOf(row.policy)}: ${survived(row)}, mean score ${number(Number(row.return), 1)}`;

function label(row, y) {
  return drawn('text', { x: margin.left, y, fill: 'var(--text)' },
    drawn('tspan', { 'font-weight': 600 }, labelOf(row.policy)),
    drawn('tspan', { dx: 8 }, survived(row)));
}

function dot(x, y, failed) {
  if (!failed) return drawn('circle', { cx: x.toFixed(1), cy: y.toFixed(1), r: 2.6, fill: 'var(--label)' });
  const d = `M${(x - 3).toFixed(1)} ${(y - 3).toFixed(1)}l6 6m0-6l-6 6`;
  return drawn('path', { d, stroke: 'var(--alarm)', 'stroke-width': 1.6, fill: 'none' });
}

// bar shows a mean with its interval, which a single game has not.
function bar(row, x, y) {
  const half = cloud / 2 + 4;
  const [mean, low, high] = ['return', 'return_low', 'return_high'].map((name) => (row[name] === '' ? NaN : x(Number(row[name]))));
  const line = drawn('line', { x1: mean, x2: mean, y1: y - half, y2: y + half, stroke: 'var(--accent)', 'stroke-width': 3 });
  if (!(high >= low)) return [line];
  return [drawn('rect', { x: low, y: y - half, width: Math.max(1, high - low), height: 2 * half, fill: 'var(--accent)', 'fill-opacity': 0.25, stroke: 'var(--accent)' }), line];
}

// pairs joins the dots of the same game from row to row.
function pairs(games, at) {
  const lines = games.slice(1).flatMap((row, r) => row.map((game, i) => {
    const [[x1, y1], [x2, y2]] = [at(games[r][i], i, r), at(game, i, r + 1)];
    return `M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}`;
  }));
  const opacity = Math.max(0.12, 0.4 - games[0].length / 700);
  return drawn('path', { d: lines.join(''), stroke: 'var(--label)', 'stroke-opacity': opacity, 'stroke-width': 0.8, fill: 'none' });
}

// axisOf returns x, which places a value, and the lines of a scale with round numbers.
function axisOf(values, width) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = round((high - low || 1) / Math.max(4, width / 120));
  const from = step * Math.floor(low / step);
  const to = Math.max(from + step, step * Math.ceil(high / step));
  const x = (value) => margin.left + 6 + ((value - from) / (to - from)) * (width - margin.left - margin.right - 12);
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
  return {
    x,
    lines: (height) => ticks.flatMap((tick) => [
      drawn('line', { x1: x(tick), x2: x(tick), y1: margin.top, y2: height - margin.bottom, stroke: 'var(--line)' }),
      drawn('text', { x: x(tick), y: height - margin.bottom + 17, 'text-anchor': 'middle', fill: 'var(--label)' }, number(tick, step < 1 ? 1 : 0)),
    ]),
  };
}

// png returns a drawing as a picture file, with the colors that it is shown in.
export async function png(drawing, scale = 2) {
  const style = getComputedStyle(document.documentElement);
  const text = new XMLSerializer().serializeToString(drawing).replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  await image.decode();
  URL.revokeObjectURL(image.src);
  const canvas = element('canvas', { width: scale * image.width, height: scale * image.height });
  const context = canvas.getContext('2d');
  context.fillStyle = style.getPropertyValue('--surface').trim();
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
