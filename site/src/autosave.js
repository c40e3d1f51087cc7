// The run is kept in the browser's own storage, and offered again on the next visit. Every
// run has a place of its own there: what was kept earlier is never overwritten.

import { hash, setHash } from './address.js';
import { ago, byId, clock, count, number, write } from './dom.js';
import { saveRun } from './files.js';
import { askToStay, changeRuns, disown, keepRun, listRuns, newId, own, owned, readRun } from './kept.js';
import { bareLink, isBare, isOwn, readValues } from './links.js';
import { dismiss, notice, said } from './notices.js';
import { actorLabel, furnishes, lab, page, parts, sentence } from './page.js';
import { begun, play, train } from './run.js';
import { recall, recallHere, remember, rememberHere } from './remembered.js';
import { t } from './words.js';

const every = 30_000; // ms between two saves
const ever = 'keeps'; // remembered once a run has been kept
const latest = 'run'; // remembered for this tab: the run that it has kept last, under which address

let place = null; // where the present run is kept: {id, run, actor}
const left = new Set(); // runs that this page has written before
let offered = new Set(); // runs whose offer has not been answered
let alone = true; // nothing else is kept that this run could take room from
let asked = false; // whether what was kept has been offered
let promised = null; // that the browser does not clear it by itself
let keptAt = ''; // the moment that was kept last
let busy = null; // a save on its way
let entered = 0; // labs: what was asked for one is no answer in the next

// Another lab has runs and places of its own.
furnishes(() => {
  entered++;
  leave();
  offered = new Set();
  alone = true;
  asked = false;
  keptAt = '';
  dismiss('continue');
});

const moment = () => `${page.shot?.generation} ${page.shot?.step}`;

// mayKeep reports whether the run is worth a place: one that its visitor only watches is
// not, where others are kept, and one whose training has failed keeps the last that was good.
function mayKeep() {
  if (!page.open || !page.shot || page.shot.step === 0 || page.shot.learning?.stopped) return false;
  return (page.touched || alone) && moment() !== keptAt;
}

// autosave keeps the run and resolves to what went wrong, empty for nothing.
export function autosave() {
  busy ??= save().finally(() => { busy = null; });
  return busy;
}

async function save() {
  if (!page.keeps) return t`nothing is kept here`;
  if (!mayKeep()) return '';
  const now = moment(); // of the last picture, which may be a little older
  const from = lab;
  const learned = page.shot.learning?.steps ?? 0;
  const { error, buffer, rows, step, run, settings } = await parts.client.save();
  if (error) return error;
  if (lab !== from) return ''; // what was asked for was gone before it was saved
  const actor = lab.actor ? readValues(settings).get(lab.actor) : '';
  const entry = { lab: lab.key, policy: actorLabel(actor), actor, step, learned, when: Date.now() };
  try {
    const id = await placeOf(run, actor);
    await keepRun({ id, ...entry }, { buffer, rows }, new Set([...offered, ...await owned()]));
    if (isPresent(id)) {
      rememberHere(latest, here(id));
      keptAt = now;
    } else {
      leave(id); // the page has gone elsewhere meanwhile
    }
  } catch (failure) {
    return refused(failure);
  }
  complained = false;
  remember(ever, 'yes');
  dismiss('storage');
  if (page.touched) promised ??= await askToStay();
  if (keptAt === now) tellKept(step);
  return '';
}

// tellKept says that the present run can be found again.
function tellKept(step) {
  write(byId('kept'), t`This run is kept at step ${number(step)}, ${clock(new Date())}, and again every ${every / 1000} seconds.${
    promised === false ? ` ${t`The browser may clear what it keeps when its disk is nearly full: save what must last as a file.`}` : ''}`);
}

// placeOf returns where a run is kept. Another run, and another policy, which may have
// nothing of what the one before has learned, begin a place of their own.
async function placeOf(run, actor) {
  if (place?.run === run && (place.actor ?? actor) === actor) return place.id;
  leave();
  const id = newId(lab.key);
  place = { id, run, actor };
  await own(id);
  return id;
}

// leave gives back a run that this page wrote. Its lock may be seen for a while.
function leave(id = place?.id) {
  if (!id) return;
  disown(id);
  left.add(id);
  if (isPresent(id)) place = null;
}

// isPresent reports whether a run is the one that this page writes.
export const isPresent = (id) => place?.id === id;

// here tells a run under the present address from one that somebody's link has come after.
const here = (id) => `${id}#${hash()}`;

let complained = false; // since a run was kept last

function refused(failure) {
  const reason = failure.name === 'QuotaExceededError' ? t`its storage is full` : t`it does not allow it (${failure.message || failure.name})`;
  write(byId('kept'), t`This browser does not keep the run: ${reason}. Save it as a file.`);
  if (!complained) {
    notice('storage', t`This browser cannot keep the run for your next visit: ${reason}. A file can.`, { [t`Save as a file`]: saveRun, [t`Dismiss`]() {} });
  }
  complained = true;
  return reason;
}

// watchLeaving keeps the run from time to time and when the page is left.
export function watchLeaving() {
  setInterval(autosave, every);
  addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') autosave(); });
  addEventListener('pagehide', () => {
    autosave();
    if (place) disown(place.id); // a page that is left may be kept for Back, and would still hold it
  });
  addEventListener('pageshow', async ({ persisted }) => {
    const mine = place;
    if (persisted && mine && !await own(mine.id) && place === mine) place = null;
  });
}

// lookBack finds what earlier visits have left and offers it; where the address holds
// somebody else's link, only what this tab has made of that, before a reload; or what this visit has
// left, when the simulation has died.
export function lookBack(died) {
  if (died) leave();
  return findKept(died);
}

async function findKept(died) {
  const mine = entered;
  let runs;
  let others;
  await busy; // the run that was just left is one of them
  try {
    [runs, others] = await Promise.all([listRuns(lab.key), owned()]);
  } catch (failure) {
    if (mine === entered) tellUnread(failure, () => findKept(died));
    return;
  }
  if (mine !== entered) return;
  alone = runs.length === 0;
  if (!died && asked) return;
  asked = true;
  const all = died || isBare() || isOwn();
  const waiting = runs.filter(({ id, answered }) => !answered && (left.has(id) || !others.has(id)) && (all || here(id) === recallHere(latest)));
  if (waiting.length > 0) offer(waiting);
}

// tellUnread says that there is no telling what is kept, where something may be: elsewhere the
// first save says that there is no storage.
function tellUnread(failure, again) {
  if (recall(ever) === null) return;
  notice('unread', t`This browser cannot say which runs it keeps for you: ${failure.message || failure.name}. They are not lost by that.`, { [t`Try again`]: again, [t`Dismiss`]() {} });
}

// offer asks what is to be done with the newest run and with the longest: a short visit must
// not hide what took long.
function offer(waiting) {
  const longest = waiting.reduce((best, run) => (run.step > best.step ? run : best));
  const runs = longest.step > waiting[0].step ? [waiting[0], longest] : [waiting[0]];
  offered = new Set(runs.map(({ id }) => id));
  const others = waiting.length - runs.length;
  const told = runs.map((run) => `${run.name || run.policy}${runs.length > 1 ? ` ${t`at step ${number(run.step)}`}` : ''}, ${ago(run.when)}`).join(t`; and `);
  notice('continue', (runs.length > 1 ? t`Your last runs are kept here: ${told}.` : t`Your last run is kept here: ${told}.`) + `${others > 0 ? ` ${t`${others} more under Save.`}` : ''}`, {
    ...Object.fromEntries(runs.map((run) => [t`Continue at step ${number(run.step)}`, () => resume(run)])),
    [t`Start afresh`]: () => answerAll(waiting),
  });
}

// answerAll notes that runs need not be offered again. They stay in the list.
function answerAll(runs) {
  offered = new Set();
  alone = true;
  changeRuns(runs.map(({ id }) => id), { answered: true }).catch(() => {}); // then they are offered again
}

// resume goes on with a run that is kept; with a copy of it, where another page writes it.
export async function resume(run) {
  await autosave();
  dismiss('continue');
  const cannot = (error) => notice('continue', t`The kept run cannot be continued. ${sentence(error)} What was running goes on.`, { [t`Dismiss`]() {} });
  let content;
  try {
    content = await readRun(run.id);
  } catch (failure) {
    return cannot(failure.message);
  }
  if (!content) return cannot(t`it is no longer there`);
  const mine = await own(run.id);
  const { error, run: name } = await parts.client.restore(content.buffer, content.rows);
  if (error) {
    if (mine && !isPresent(run.id)) disown(run.id);
    return cannot(error);
  }
  if (!isPresent(run.id)) leave();
  place = mine ? { id: run.id, run: name, actor: run.actor } : null;
  offered.delete(run.id);
  setHash(bareLink());
  page.touched = true;
  return begun();
}

// limitReached saves the run that a limit of training has stopped.
export async function limitReached(which) {
  const { learning, transport } = parts;
  page.touched = true; // the limit was set by its visitor
  transport.showPlaying(false);
  const reason = which === 'steps' ? t`${count(learning.bounds.steps, 'training step')}, the Max steps you set` : t`the Max runtime you set`;
  const words = t`Training has come to ${reason}, and stopped.`;
  notice('limit', t`${words} It is being saved in this browser.`, {
    [t`Watch what it has learned`]: () => train(false),
    [t`Go on without limits`]: () => { learning.clearLimits(); play(true); },
    [t`Save as a file`]: saveRun,
  });
  const failed = await autosave();
  const told = said('limit');
  if (told) write(told, `${words} ${failed ? t`It could not be saved in this browser: ${failed}.` : t`It is saved in this browser.`}`);
}
