// A picture of how honest the Prophet's forecasts are: what it forecast against
// how often that came true.

import { drawn, element, number, percent, write } from './dom.js';
import { t } from './words.js';

const size = { width: 250, height: 186 };
const field = { left: 44, top: 10, right: 236, bottom: 142 };
const ticks = [0, 0.25, 0.5, 0.75, 1];
const largest = 7; // radius of the point with the most forecasts

const x = (forecast) => field.left + forecast * (field.right - field.left);
const y = (frequency) => field.bottom - frequency * (field.bottom - field.top);

// Calibration is a figure with a caption; show fills it in.
export class Calibration {
  constructor() {
    this.curve = drawn('polyline', { class: 'curve' });
    this.points = drawn('g');
    this.picture = drawn('svg', { viewBox: `0 0 ${size.width} ${size.height}`, role: 'img' }, ...axes(), this.curve, this.points);
    this.caption = element('figcaption');
    this.root = element('figure', { class: 'calibration' }, element('h3', {}, t`Do the forecasts come true?`), this.picture, this.caption);
    this.shown = null;
  }

  // guided says that something is done about what is forecast.
  show({ calibration, baseRate, brier, skill }, guided) {
    const key = calibration.map((point) => `${x(point.forecast).toFixed(1)},${y(point.frequency).toFixed(1)}`).join(' ');
    const words = calibration.length === 0
      ? t`The Prophet has made no forecast yet whose outcome is known.`
      : `${guided ? t`On the dashed line a forecast of 30 % comes true in 30 % of cases; above it the Prophet warns too seldom, below it too often, or guidance keeps what it forecasts from coming true.`
        : t`On the dashed line a forecast of 30 % comes true in 30 % of cases; above it the Prophet warns too seldom, below it too often.`} ${quality(baseRate, brier, skill)}`;
    write(this.caption, words);
    if (key === this.shown) return;
    this.shown = key;
    const most = Math.max(...calibration.map((point) => point.count));
    this.curve.setAttribute('points', key);
    this.points.replaceChildren(...calibration.map((point) => drawn('circle', {
      cx: x(point.forecast), cy: y(point.frequency), r: 2 + (largest - 2) * Math.sqrt(point.count / most),
    })));
    this.picture.setAttribute('aria-label', calibration.length === 0 ? t`Calibration of the forecasts: none yet` : t`Calibration of the forecasts: ${
      calibration.map((point) => t`forecast ${percent(point.forecast)}, came true ${percent(point.frequency)}`).join('; ')}`);
  }
}

function quality(baseRate, brier, skill) {
  if (!Number.isFinite(skill)) return t`So far failure always or never followed (${percent(baseRate)}), so there is nothing to tell apart.`;
  return skill > 0
    ? t`Brier score ${number(brier, 3)}, skill ${number(skill, 2)}: ${percent(skill)} better than always saying ${percent(baseRate)}, which is how often failure was near.`
    : t`Brier score ${number(brier, 3)}, skill ${number(skill, 2)}: no better than always saying ${percent(baseRate)}, which is how often failure was near.`;
}

function axes() {
  const text = (at, words, attributes = {}) => drawn('text', { x: at[0], y: at[1], ...attributes }, words);
  return [
    ...ticks.flatMap((tick) => [
      drawn('line', { class: 'grid', x1: field.left, x2: field.right, y1: y(tick), y2: y(tick) }),
      text([field.left - 6, y(tick) + 4], number(100 * tick), { 'text-anchor': 'end' }),
      text([x(tick), field.bottom + 16], number(100 * tick), { 'text-anchor': 'middle' }),
    ]),
    drawn('line', { class: 'honest', x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    text([(field.left + field.right) / 2, size.height - 8], t`forecast of failure, %`, { 'text-anchor': 'middle' }),
    text([-(field.top + field.bottom) / 2, 11], t`came true, %`, { 'text-anchor': 'middle', transform: 'rotate(-90)' }),
  ];
}
