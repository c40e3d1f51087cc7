// The cover over the stage: while there is nothing to see on it, what is waited for, or why
// there is nothing, with a button.

import { byId, element, write } from './dom.js';
import { dismiss, notice, said } from './notices.js';
import { page, parts, sentence } from './page.js';
import { inTime } from './waiting.js';
import { t } from './words.js';

// What the cover can be for, the weightiest first; of each {text, buttons}.
const kinds = ['browser', 'programs', 'link', 'stage', 'halted', 'late', 'loading'];
const reasons = new Map([['loading', { text: t`Loading`, buttons: {} }]]);

// cover says over the stage why nothing is seen there, until uncover takes that back.
export function cover(kind, text, buttons = {}) {
  reasons.set(kind, { text, buttons });
  show();
}

export function uncover(kind) {
  if (reasons.delete(kind)) show();
}

function show() {
  const kind = kinds.find((one) => reasons.has(one));
  byId('overlay').hidden = kind === undefined;
  if (kind === undefined) return;
  const { text, buttons } = reasons.get(kind);
  write(byId('overlay-text'), text);
  byId('progress').hidden = kind !== 'loading' || downloads.total === 0;
  byId('overlay-buttons').replaceChildren(...Object.entries(buttons).map(([label, act]) =>
    element('button', { type: 'button', class: 'primary', click: act }, label)));
}

// pictured takes the cover away, once the stage shows something, and puts it back where the
// stage has begun again.
export function pictured() {
  if (!parts.stage.ready) {
    if (reasons.size === 0) cover('loading', t`Starting`);
    return;
  }
  uncover('late');
  uncover('loading');
}

// --- downloads -------------------------------------------------------------------

const loaded = { worker: [0, 0], view: [0, 0] };
const downloads = { total: 0 };
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// progressed shows how far the downloads of both programs have come.
export function progressed(who, done, total) {
  loaded[who] = [done, total];
  const sum = Object.values(loaded).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  downloads.total = sum[1];
  Object.assign(byId('progress'), { max: sum[1], value: sum[0] });
  reasons.delete('late');
  cover('loading', sum[0] < sum[1] ? t`Loading ${megabytes(sum[0])} of ${megabytes(sum[1])} MB` : t`Starting`);
}

// starts shows that a program is being loaded, again.
export function starts(who) {
  loaded[who] = [0, loaded[who][1]];
  failures.delete(who);
  for (const kind of ['late', 'halted']) reasons.delete(kind);
  showFailures();
  if (!reasons.has('loading')) cover('loading', t`Starting`);
}

// late says that nothing has come of a program for a while. It may still come.
export function late(what, seconds, retry) {
  cover('late', t`Nothing has come of ${what} for ${seconds} seconds. It may still come, or the connection is gone.`, { [t`Try again`]: retry });
}

// halted says on a cover that waits for the first picture that none will come.
export function halted(words, retry) {
  if (reasons.has('loading')) cover('halted', words, { [t`Try again`]: retry });
}

const failures = new Map(); // by program: {message, retry}

// failed says why a program cannot be had. Trying again tries all that are missing.
export async function failed(who, message, retry) {
  failures.set(who, { message, retry });
  showFailures();
  if (await renewed()) showFailures(true);
}

function showFailures(isRenewed = false) {
  if (failures.size === 0) return uncover('programs');
  const words = [...failures.values()].map(({ message }) => sentence(message)).join(' ');
  return isRenewed ? cover('programs', `${renewal} ${words}`, { [t`Reload the page`]: reload })
    : cover('programs', words, { [t`Try again`]: () => { for (const { retry } of [...failures.values()]) retry(); } });
}

// --- a page that has grown old --------------------------------------------------------

const renewal = t`The playground on the server is a newer one than this page. Reload the page: your run is kept, under Save.`;

// renewed resolves to whether the server has another version than this page, whose parts may
// be gone.
async function renewed() {
  const script = document.querySelector('script[type="module"]').getAttribute('src');
  try {
    const answer = await inTime(fetch('./', { cache: 'no-store' }), t`the server`);
    return answer.ok && !(await inTime(answer.text(), t`the server`)).includes(script);
  } catch {
    return false;
  }
}

// reload loads the page again, with its run kept.
export async function reload() {
  page.touched = true; // so that it is kept in any case
  await parts.keep();
  location.reload();
}

const patience = 20_000; // ms that a part of the page may take

// bring resolves to a module that is loaded when it is first used. Where it does not come it
// says so, with what can be done, and resolves to null. retry asks for it once more.
export async function bring(kind, what, asked, retry) {
  try {
    const module = await inTime(asked, t`the server`, patience);
    dismiss(kind);
    return module;
  } catch (error) {
    notice(kind, t`${what} could not be loaded. ${sentence(error.message)}`, { [t`Try again`]: retry, [t`Reload the page`]: reload, [t`Dismiss`]() {} });
    renewed().then((is) => is && notice(kind, t`${what} could not be loaded. ${renewal}`, { [t`Reload the page`]: reload, [t`Dismiss`]() {} }));
    return null;
  }
}

let coming = false; // the language for programs, while the run goes on

// languageComes shows that the language for programs is being loaded, and how far.
export function languageComes(on, done, total) {
  if (on && !coming) {
    notice('language', `${t`The language for programs is being loaded. What runs goes on.`} `);
    said('language').append(element('progress', { 'aria-label': t`Loading the language` }));
  }
  if (!on && coming) dismiss('language');
  coming = on;
  if (on && total > 0) Object.assign(said('language').querySelector('progress'), { max: total, value: done });
}

export function stageFailed(message) {
  cover('stage', t`The stage cannot be drawn. ${sentence(message)} The numbers and controls still work.`, {
    [t`Try again`]: () => {
      uncover('stage');
      parts.stage.reload();
    },
  });
}
