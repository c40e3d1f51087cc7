// The run is kept in the browser's own storage, and offered again on the next
// visit.

import { setHash } from './address.js';
import { byId, count, number, write } from './dom.js';
import { saveRun } from './files.js';
import { bareLink, isBare } from './links.js';
import { dismiss, notice } from './notices.js';
import { lab, page, parts, sentence } from './page.js';
import { begun, play, train } from './run.js';
import { keepRun, keptRun } from './storage.js';

const every = 30_000; // ms between two saves

let found = null; // what an earlier visit left
let offered = false; // and is waiting for an answer
let keptAt = ''; // the moment that was kept last
let busy = null; // a save on its way

const moment = () => `${page.shot?.generation} ${page.shot?.step}`;

// mayKeep reports whether the run is worth the place of the one that is kept: a
// run that its visitor only watches does not push out another one, and one whose
// training has failed keeps the last that was good.
function mayKeep() {
  if (!page.open || !page.shot || page.shot.step === 0 || page.shot.learning?.stopped) return false;
  return (page.touched || found === null) && moment() !== keptAt;
}

// autosave keeps the run and resolves to what went wrong, empty for nothing.
export function autosave() {
  busy ??= save().finally(() => { busy = null; });
  return busy;
}

async function save() {
  if (!mayKeep()) return '';
  const now = moment(); // of the last picture, which may be a little older
  const { error, buffer, rows, step } = await parts.client.save();
  if (error) return error;
  try {
    await keepRun(lab.key, { buffer, rows, step, policy: page.policyLabel, when: Date.now() });
  } catch (failure) {
    return refused(failure);
  }
  keptAt = now;
  dismiss('storage');
  write(byId('kept'), `Kept in this browser at step ${number(step)}, ${new Date().toLocaleTimeString('en-GB')}. It is kept again every ${every / 1000} seconds.`);
  return '';
}

let complained = false;

function refused(failure) {
  const reason = failure.name === 'QuotaExceededError' ? 'its storage is full' : `it does not allow it (${failure.message || failure.name})`;
  write(byId('kept'), `This browser does not keep the run: ${reason}. Save it as a file.`);
  if (!complained) {
    notice('storage', `This browser cannot keep the run for your next visit: ${reason}. A file can.`, { 'Save as a file': saveRun, Dismiss() {} });
  }
  complained = true;
  return reason;
}

// watchLeaving keeps the run from time to time and when the page is left.
export function watchLeaving() {
  setInterval(autosave, every);
  addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') autosave(); });
  addEventListener('pagehide', autosave);
}

// lookBack finds what an earlier visit has left and offers it, unless the address
// holds a link; or what this visit has left, when the simulation has died.
export async function lookBack(died) {
  try {
    found = await keptRun(lab.key) ?? null;
  } catch {
    return; // the first save says that there is no storage
  }
  if (found === null || (!died && (offered || !isBare()))) return;
  offered = true;
  notice('continue', `Your last run is kept here: ${found.policy}, ${ago(found.when)}.`, {
    [`Continue at step ${number(found.step)}`]: resume,
    'Start afresh': () => { found = null; },
  });
}

async function resume() {
  const record = found;
  const error = await parts.client.restore(record.buffer, record.rows);
  if (error) {
    found = null;
    notice('continue', `The kept run cannot be continued. ${sentence(error)} What was running goes on.`, { Dismiss() {} });
    return;
  }
  setHash(bareLink());
  page.touched = true;
  begun();
}

// limitReached saves the run that a limit of training has stopped.
export async function limitReached(which) {
  const { learning, transport } = parts;
  transport.showPlaying(false);
  const reason = which === 'steps' ? `${count(learning.bounds.steps, 'training step')}, the Max steps you set` : 'the Max runtime you set';
  const failed = await autosave();
  notice('limit', `Training has come to ${reason}, and stopped. ${failed ? `It could not be saved in this browser: ${failed}.` : 'It is saved in this browser.'}`, {
    'Watch what it has learned': () => train(false),
    'Go on without limits': () => { learning.clearLimits(); play(true); },
    'Save as a file': saveRun,
  });
}

function ago(when) {
  const minutes = Math.max(0, Math.round((Date.now() - when) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${count(minutes, 'minute')} ago`;
  return new Date(when).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
