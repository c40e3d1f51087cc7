// What a teacher has made of a run for a class, as core/lab/sheet.go describes it. The session
// refuses what is locked; here is what the page reads of it.

import { pairsOf, unspell } from './links.js';
import { page } from './page.js';

// sheetOf returns the sheet that a link of the session describes, {name, note, by, shown,
// locked, link}; null for none. shown and locked list the keys of controls: shown is empty
// where all are, and locked is ['all'] where all are. link is that of the run as it is now.
export function sheetOf(link) {
  const given = pairsOf(link);
  if (!given.has('sheet')) return null;
  const text = (key) => unspell(given.get(key) ?? '');
  const keys = (key) => given.get(key)?.split('.') ?? [];
  return {
    name: text('sheet'), note: text('sheet-note'), by: text('sheet-by'), shown: keys('sheet-shown'), locked: keys('sheet-locked'), link,
  };
}

// shows reports whether the page shows the control with a key of the catalog, or 'seed' or
// 'presets'; locks whether it cannot be moved, where 'act' and 'inject' are keys too.
export const shows = (key) => !page.sheet?.shown.length || page.sheet.shown.includes(key);
export const locks = (key) => page.sheet?.locked.some((one) => one === key || one === 'all') ?? false;
