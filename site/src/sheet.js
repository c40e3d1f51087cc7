// What a teacher has made of a run for a class, as core/lab/sheet.go describes it. The session
// refuses what is locked; here is what the page reads of it.

import { answer } from './headline.js';
import { pairsOf, unspell } from './links.js';
import { page, parts } from './page.js';
import { recallHere } from './remembered.js';
import { t } from './words.js';

export const lately = 'sheet'; // remembered for this tab: the link of the run that had one

// sheetOf returns the sheet that a link of the session describes, {name, note, by, shown,
// locked, paused, text, link}; null for none. shown and locked list the keys of controls: shown is
// empty where all are and ['none'] where none is, and locked is ['all'] where all are. text is the sheet with its lab as
// the link spells both, and link that of the run as it is now.
export function sheetOf(link) {
  const given = pairsOf(link);
  if (!given.has('sheet')) return null;
  const text = (key) => unspell(given.get(key) ?? '');
  const keys = (key) => given.get(key)?.split('.') ?? [];
  return {
    name: text('sheet'), note: text('sheet-note'), by: text('sheet-by'), shown: keys('sheet-shown'), locked: keys('sheet-locked'), paused: waits(link),
    text: link.split('&').filter((part) => ofSheet(part) || part.startsWith('lab=')).join('&'), link,
  };
}

// waits reports whether the run of a link waits until somebody lets it play.
export const waits = (link) => /(^|&)sheet-start=paused(&|$)/.test(link);

// ofSheet reports whether a part of a link is one of its sheet.
export const ofSheet = (part) => /^sheet(-|=)/.test(part);

// shows reports whether the page shows the control with a key of the catalog, or 'seed' or
// 'presets'; locks whether it cannot be moved, where 'act' and 'inject' are keys too.
export const shows = (key, sheet = page.sheet) => !sheet?.shown.length || sheet.shown.includes(key);
export const locks = (key, sheet = page.sheet) => sheet?.locked.some((one) => one === key || one === 'all') ?? false;

// locker is who has locked what is locked.
export const locker = ({ by, name }) => by || t`the preset ${name}`;

// refused answers what is locked in words, and returns them; empty for what is not.
export function refused(key, label) {
  if (!locks(key)) return '';
  const words = t`${label} is locked by ${locker(page.sheet)}.`;
  answer(() => words);
  return words;
}

let shown; // the sheet that the page shows, null for none; undefined before the first run

// takeSheet takes over what the link of the present settings says. A sheet that has ended is
// said once, that of the lab before too.
export function takeSheet(link) {
  const before = shown;
  shown = sheetOf(link);
  page.sheet = shown;
  const ended = before === undefined ? sheetOf(recallHere(lately) ?? '') : before;
  if (shown ? shown.text !== before?.text : ended) parts.sheet.show(ended);
}
