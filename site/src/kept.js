// The runs that the browser keeps, several of every lab. One table lists them, {id, lab,
// name, pinned, answered, policy, actor, step, learned, when}, and another has what they hold,
// {buffer, rows}, so that a list of them is short work. learned is how many steps a network
// has learned from. A run is written by one page at a time: others go on with a copy.

import { contents, list, whenHad, within } from './storage.js';
import { inTime } from './waiting.js';
import { t } from './words.js';

export const most = 12; // runs of a lab that are not pinned

// newId names a run that is about to be kept for the first time.
export const newId = (lab) => `${lab}-${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;

// listRuns returns those of a lab, the newest first.
export async function listRuns(lab) {
  const all = await within([list], 'readonly', (transaction) => transaction.objectStore(list).getAll());
  return all.filter((run) => run.lab === lab).sort((a, b) => b.when - a.when);
}

// readRun returns what a run holds, undefined when it is no longer there.
export const readRun = (id) => within([contents], 'readonly', (transaction) => transaction.objectStore(contents).get(id));

// keepRun writes a run, and lets others go where there are too many or no room is left, as
// goFirst has them.
export async function keepRun(run, content, spared) {
  for (;;) {
    try {
      return await write(run, content, spared);
    } catch (error) {
      if (error.name !== 'QuotaExceededError' || !await makeRoom(run, spared)) throw error;
    }
  }
}

function write(run, content, spared) {
  return within([list, contents], 'readwrite', (transaction) => {
    const entries = transaction.objectStore(list);
    whenHad(transaction, entries.getAll(), (all) => {
      const before = all.find(({ id }) => id === run.id);
      entries.put({ name: '', pinned: false, ...before, ...run, answered: false });
      transaction.objectStore(contents).put(content, run.id);
      const ofLab = all.filter(({ lab }) => lab === run.lab);
      const others = ofLab.filter(({ id, pinned }) => !pinned && id !== run.id);
      for (const { id } of goFirst(ofLab, run, spared).slice(0, Math.max(0, others.length - (most - 1)))) remove(transaction, id);
    });
  });
}

// work is how much is lost with a run, in steps, and digits a coarse measure of it.
const work = ({ step, learned = 0 }) => Math.max(step, learned);
const digits = (run) => String(work(run)).length;

// goFirst lists the runs that may go, given the one that is written, in the order in which
// they do: those with the least work, and of those with about as much the oldest. None goes
// that is pinned or spared, nor the longest of a lab, which many short visits would push out.
function goFirst(runs, run, spared) {
  const all = [...runs.filter(({ id }) => id !== run.id), run];
  const isLongest = (one) => all.every((other) => other === one || other.lab !== one.lab || work(other) < work(one));
  return all
    .filter((one) => !one.pinned && one !== run && !spared.has(one.id) && !isLongest(one))
    .sort((a, b) => digits(a) - digits(b) || a.when - b.when);
}

// makeRoom lets a run go and returns whether it could.
async function makeRoom(run, spared) {
  const all = await within([list], 'readonly', (transaction) => transaction.objectStore(list).getAll());
  const [first] = goFirst(all, run, spared);
  if (first) await dropRun(first.id);
  return first !== undefined;
}

function remove(transaction, id) {
  for (const table of [list, contents]) transaction.objectStore(table).delete(id);
}

export const dropRun = (id) => within([list, contents], 'readwrite', (transaction) => remove(transaction, id));

// changeRuns changes what is listed of some runs, such as the name.
export function changeRuns(ids, fields) {
  return within([list], 'readwrite', (transaction) => {
    const entries = transaction.objectStore(list);
    for (const id of ids) whenHad(transaction, entries.get(id), (found) => found && entries.put({ ...found, ...fields }));
  });
}

// --- one writer at a time ------------------------------------------------------

const prefix = 'resonetics-run-';
const held = new Map(); // by id, what gives a run back

// own makes this page the only one that writes a run and resolves to whether it is: not
// where another page writes it, and not where the browser cannot tell.
export function own(id) {
  if (held.has(id)) return Promise.resolve(true);
  if (!navigator.locks) return Promise.resolve(false);
  const asked = new Promise((resolve, reject) => {
    navigator.locks.request(prefix + id, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise((release) => { held.set(id, release); });
    }).catch(reject);
  });
  return inTime(asked, t`the lock`).catch(() => false);
}

export function disown(id) {
  held.get(id)?.();
  held.delete(id);
}

// owned resolves to the runs that some page writes, this one included.
export async function owned() {
  if (!navigator.locks) return new Set();
  const { held: locks } = await inTime(navigator.locks.query(), t`the locks`).catch(() => ({ held: [] }));
  return new Set(locks.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length)));
}

// askToStay asks the browser not to clear what is kept when its disk is nearly full, and
// resolves to whether it has promised that.
export async function askToStay() {
  try {
    return await inTime(navigator.storage.persist(), t`the browser`);
  } catch {
    return false;
  }
}
