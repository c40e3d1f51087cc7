// A small picture of what one thing costs in another: a numbered point for each row of a
// table, and a line through those that no other is better than in both.

import { drawn, number } from './dom.js';
import { t } from './words.js';

const size = { width: 250, height: 190 };
const field = { left: 48, top: 14, right: 238, bottom: 142 };
const radius = 9;
const quarters = [0, 0.25, 0.5, 0.75, 1];

// frontier draws rows of {label, value, share}: value upward, share, in percent, to the right,
// both the better the less. What the axes measure is named in words.
export function frontier(rows, across, upward) {
  const most = Math.max(...rows.map(({ value }) => value)) * 1.08;
  const x = (share) => field.left + (share / 100) * (field.right - field.left);
  const y = (value) => field.bottom - (value / most) * (field.bottom - field.top);
  const text = (at, words, attributes = {}) => drawn('text', { x: at[0], y: at[1], ...attributes }, words);
  return drawn('svg', { class: 'frontier', viewBox: `0 0 ${size.width} ${size.height}`, role: 'img', 'aria-label': t`${upward} against ${across}: the numbers of the table below` },
    ...quarters.flatMap((part) => [
      drawn('line', { class: 'grid', x1: field.left, x2: field.right, y1: y(part * most), y2: y(part * most) }),
      text([field.left - 6, y(part * most) + 4], number(part * most), { 'text-anchor': 'end' }),
      text([x(100 * part), field.bottom + 17], number(100 * part), { 'text-anchor': 'middle' }),
    ]),
    drawn('polyline', { class: 'best', points: best(rows).map(({ share, value }) => `${x(share)},${y(value)}`).join(' ') }),
    ...rows.flatMap(({ share, value }, i) => [
      drawn('circle', { cx: x(share), cy: y(value), r: radius }),
      text([x(share), y(value) + 4], String(i + 1), { class: 'mark', 'text-anchor': 'middle' }),
    ]),
    text([(field.left + field.right) / 2, size.height - 8], across, { 'text-anchor': 'middle' }),
    text([-(field.top + field.bottom) / 2, 12], upward, { 'text-anchor': 'middle', transform: 'rotate(-90)' }));
}

// best returns the rows that no other is better than in both, from left to right.
function best(rows) {
  const sorted = [...rows].sort((a, b) => a.share - b.share || a.value - b.value);
  return sorted.filter(({ value }, i) => sorted.slice(0, i).every((other) => other.value > value));
}
