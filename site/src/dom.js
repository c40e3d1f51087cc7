// Small helpers for making and changing page elements.

import { language, say, t } from './words.js';

export const byId = (id) => document.getElementById(id);

// element makes an element with attributes and children. An attribute that is
// false or undefined is left out; functions become listeners.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    if (typeof value === 'function') made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

// dress adds a style sheet to the page, and resolves once it has come or cannot be had.
export const dress = ({ href }) => new Promise((resolve) => {
  document.head.append(element('link', { rel: 'stylesheet', href, load: resolve, error: resolve }));
});

// drawn makes an element of a picture, as element does.
export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// write sets an element's text, touching the page only when it differs.
export function write(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

// put sets an attribute, touching the page only when it differs.
export function put(target, name, value) {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

const keyNames = { ' ': t`Space`, ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

// keyName is what people call a key.
export const keyName = (key) => keyNames[key] ?? key.toUpperCase();

// byTouch reports whether a finger points here.
export const byTouch = () => matchMedia('(pointer: coarse)').matches;

const shape = {
  play: 'M5 3l11 7-11 7z',
  pause: 'M5 3h4v14H5zM11 3h4v14h-4z',
  step: 'M4 3l8 7-8 7zM13 3h3v14h-3z',
  reset: 'M10 4a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 10 6v3L5 5l5-4z',
  light: 'M10 6a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM9 1h2v3H9zM9 16h2v3H9zM1 9h3v2H1zM16 9h3v2h-3zM3 4.400 4.400 3l2.100 2.100L5.100 6.500zM13.500 14.900l1.400-1.400L17 15.600 15.600 17zM3 15.600l2.100-2.100 1.400 1.400L4.400 17zM13.500 5.100 15.600 3 17 4.400l-2.100 2.100z',
  present: 'M2 3h16v2H2zM3 6h14v8H3zM9 14h2v2h3v2H6v-2h3z',
  dark: 'M12 2a8 8 0 1 0 6 12A7 7 0 0 1 12 2z',
};

// icon replaces an element's content by a picture; its name is its aria-label.
export function icon(target, name) {
  if (target.dataset.icon === name) return;
  target.dataset.icon = name;
  const picture = drawn('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, drawn('path', { d: shape[name] }));
  target.replaceChildren(picture);
}

const formats = new Map();

// number writes a number for people, with the given number of decimals.
export function number(value, decimals = 0) {
  if (!Number.isFinite(value)) return '–';
  if (!formats.has(decimals)) {
    formats.set(decimals, new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: 'negative' }));
  }
  return formats.get(decimals).format(value).replace('-', '−');
}

const all = new Intl.NumberFormat(language, { maximumFractionDigits: 10 });

// exact writes a number for people with all its digits.
export const exact = (value) => all.format(value);

// count writes how many of something there are: "1 step", "1,200 steps".
export const count = (n, one, many = `${one}s`) => say(`${number(n)} ${n === 1 ? one : many}`);

// unitOf returns a unit of the catalog, a plural in s or none, for a number as it is written.
export const unitOf = (unit, written) => (written === '1' ? unit.replace(/s$/, '') : unit);

// chosen returns the name of the value that a metric has, of one that is a choice.
export const chosen = ({ lab, metrics }, key) => lab.metrics.find((metric) => metric.key === key).options[metrics[key]];

// percent writes a share for people; number and sign stay on one line.
export const percent = (share, decimals = 0) => `${number(100 * share, decimals)}\u00a0%`;

const locale = language === 'en' ? 'en-GB' : language;

// ago writes when something was for people.
export function ago(when) {
  const minutes = Math.max(0, Math.round((Date.now() - when) / 60_000));
  if (minutes < 1) return t`just now`;
  if (minutes < 60) return t`${count(minutes, 'minute')} ago`;
  return new Date(when).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

// clock writes the time of day.
export const clock = (when) => when.toLocaleTimeString(locale);
