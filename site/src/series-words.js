// Words and numbers of a series, shared by its dialog, table and picture.

import { number } from './dom.js';
import { lab } from './page.js';
import { t } from './words.js';

const ahead = '-imagine'; // the end of the key of a player that looks ahead

// foresees tells whether a player looks ahead, withoutForesight returns the same player as it
// acts by itself, and withForesight the player that a policy is.
export const foresees = (key) => key.endsWith(ahead);
export const withoutForesight = (key) => (foresees(key) ? key.slice(0, -ahead.length) : key);
export const withForesight = (key, does) => (does ? `${key}${ahead}` : key);

// labelOf returns what a player is called on the page.
export function labelOf(key) {
  const label = lab.params.flatMap((param) => param.options ?? []).find((option) => option.key === withoutForesight(key))?.label ?? key;
  return foresees(key) ? t`${label} + imagination` : label;
}

// survivals says of some policies how many of the clusters they kept alive.
export function survivals(list, games) {
  const [first, ...others] = list.map(({ key, survived }, i) => (i === 0 ? t`${labelOf(key)} survived ${number(survived)} of ${number(games)} clusters` : `${labelOf(key)} ${number(survived)}`));
  return `${[first, ...others].join(', ')}.`;
}

// rowsOf reads comma-separated values with a line of names: {name: text}.
export function rowsOf(text) {
  const [head, ...lines] = text.trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}

// span writes a 95 % interval for people; nothing where one game cannot tell it.
export const span = (low, high, decimals = 1) => (low === '' || high === '' ? '' : t`${number(Number(low), decimals)} to ${number(Number(high), decimals)}`);
