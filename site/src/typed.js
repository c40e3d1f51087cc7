// Numbers as people type them: with a decimal point or comma, grouped by commas, points,
// spaces or apostrophes, in full-width or other digits. Every field of the page reads them
// here.

import { t } from './words.js';

const mark = { '٫': '.', '٬': "'", '。': '.', '’': "'", '−': '-', '–': '-' };

// ascii writes digits and marks of other scripts as those of a keyboard for English.
function ascii(text) {
  const isDigit = (code) => /\p{Nd}/u.test(String.fromCodePoint(code));
  return text.normalize('NFKC').trim().replace(/[٫٬。’−–]/g, (one) => mark[one]).replace(/(?!\d)\p{Nd}/gu, (one) => {
    const code = one.codePointAt(0);
    let value = 0; // every script has its ten digits in a row
    while (value < 9 && isDigit(code - value - 1)) value++;
    return String(value);
  });
}

// How the digits of a number may be set apart, the most certain first: whole and part are
// what stands before and after the decimal mark. A single comma before three digits groups
// them, as the page itself writes, unless there is nothing to group: 0,500.
const forms = [
  /^(?<whole>\d*)(?:\.(?<part>\d*))?$/,
  /^(?<whole>[1-9]\d{0,2}(?:,\d{3})+)(?:\.(?<part>\d*))?$/,
  /^(?<whole>[1-9]\d{0,2}(?:\.\d{3})+),(?<part>\d*)$/,
  /^(?<whole>[1-9]\d{0,2}(?:\.\d{3}){2,})$/,
  /^(?<whole>[1-9]\d{0,2}(?:[\s']\d{3})+)(?:[.,](?<part>\d*))?$/,
  /^(?<whole>\d*),(?<part>\d*)$/,
];

// typed returns a number as a program writes it, such as -1500.5 or 2e-3; null for what is
// none.
export function typed(text) {
  const [, sign, digits, power] = /^([+-]?)(.*?)(?:e([+-]?\d{1,3}))?$/i.exec(ascii(text)) ?? [];
  const found = /\d/.test(digits ?? '') && forms.map((form) => form.exec(digits)).find((match) => match !== null);
  if (!found) return null;
  const { whole, part } = found.groups;
  const plain = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0';
  return `${sign === '-' ? '-' : ''}${plain}${part ? `.${part}` : ''}${power ? `e${Number(power)}` : ''}`;
}

// typedWhole returns a whole number from 0 as digits, however large; null for what is none.
// A single point before three digits groups them here, too: nobody writes 1.500 for 1.5 where
// only whole numbers are asked for.
export function typedWhole(text) {
  const grouped = /^\s*\+?([1-9]\d{0,2})\.(\d{3})\s*$/.exec(ascii(text));
  if (grouped) return grouped[1] + grouped[2];
  const [, digits, part = '', power = '0'] = /^(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(typed(text) ?? '') ?? [];
  if (digits === undefined) return null;
  const point = digits.length + Number(power);
  const all = (digits + part).padEnd(point, '0');
  if (point < 0 || /[1-9]/.test(all.slice(point))) return null;
  return all.slice(0, point).replace(/^0+(?=\d)/, '') || '0';
}

export const seeds = 2n ** 64n; // how many there are

// typedSeed returns {seed, error}, one of them empty.
export function typedSeed(text) {
  const seed = typedWhole(text);
  if (seed !== null && BigInt(seed) < seeds) return { seed, error: '' };
  return { seed: '', error: t`Seed is "${text.trim()}", want a whole number from 0 to ${seeds - 1n}.` };
}
