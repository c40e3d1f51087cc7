// Loading and failing: what lies over the stage while there is nothing to see on
// it, and what is said about downloads.

import { byId, element, write } from './dom.js';
import { dismiss, notice, said } from './notices.js';
import { page, parts, sentence } from './page.js';

export function showOverlay(text, buttons = {}) {
  byId('overlay').hidden = false;
  write(byId('overlay-text'), text);
  byId('progress').hidden = true;
  byId('overlay-buttons').replaceChildren(...Object.entries(buttons).map(([label, act]) =>
    element('button', { type: 'button', class: 'primary', click: act }, label)));
}

// hideOverlay shows the stage, unless it cannot be drawn.
export function hideOverlay() {
  if (!page.stageLost && parts.stage.ready) byId('overlay').hidden = true;
}

const loaded = { worker: [0, 0], view: [0, 0] };
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// progressed shows how far the downloads of both programs have come.
export function progressed(who, done, total) {
  loaded[who] = [done, total];
  if (page.stageLost) return; // what is said of that stands
  const sum = Object.values(loaded).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  const bar = byId('progress');
  bar.hidden = false;
  bar.max = sum[1];
  bar.value = sum[0];
  write(byId('overlay-text'), sum[0] < sum[1] ? `Loading ${megabytes(sum[0])} of ${megabytes(sum[1])} MB` : 'Starting');
}

let coming = false; // the language for programs, while the run goes on

// languageComes shows that the language for programs is being loaded, and how far.
export function languageComes(on, done, total) {
  if (on && !coming) {
    notice('language', 'The language for programs is being loaded. What runs goes on. ');
    said('language').append(element('progress', { 'aria-label': 'Loading the language' }));
  }
  if (!on && coming) dismiss('language');
  coming = on;
  if (on && total > 0) Object.assign(said('language').querySelector('progress'), { max: total, value: done });
}

export function downloadFailed(message, retry) {
  notice('download', sentence(message), { 'Try again': retry });
}

export function stageFailed(message) {
  page.stageLost = true;
  showOverlay(`The stage cannot be drawn. ${sentence(message)} The numbers and controls still work.`, {
    'Try again': () => { page.stageLost = false; showOverlay('Starting'); parts.stage.reload(); },
  });
}
