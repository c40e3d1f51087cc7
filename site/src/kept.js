// The runs that the browser keeps, several of every lab. One table lists them, {id, lab,
// name, pinned, answered, policy, actor, step, when}, and another has what they hold,
// {buffer, rows}, so that a list of them is short work. A run is written by one page at a
// time: others go on with a copy.

import { contents, list, whenHad, within } from './storage.js';
import { inTime } from './waiting.js';

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

// keepRun writes a run, and lets the oldest go where there are too many or no room is left:
// never one that is pinned or spared.
export async function keepRun(run, content, spared) {
  for (;;) {
    try {
      return await write(run, content, spared);
    } catch (error) {
      if (error.name !== 'QuotaExceededError' || !await dropOldest(run, spared)) throw error;
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
      const others = goFirst(all.filter(({ lab }) => lab === run.lab), run, spared);
      for (const { id } of others.slice(0, Math.max(0, others.length - (most - 1)))) remove(transaction, id);
    });
  });
}

// goFirst lists the runs that may go, in the order in which they do.
const goFirst = (runs, run, spared) => runs
  .filter(({ id, pinned }) => !pinned && id !== run.id && !spared.has(id))
  .sort((a, b) => a.when - b.when);

// dropOldest makes room and returns whether it could.
async function dropOldest(run, spared) {
  const all = await within([list], 'readonly', (transaction) => transaction.objectStore(list).getAll());
  const [oldest] = goFirst(all, run, spared);
  if (oldest) await dropRun(oldest.id);
  return oldest !== undefined;
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
  return inTime(asked, 'the lock').catch(() => false);
}

export function disown(id) {
  held.get(id)?.();
  held.delete(id);
}

// owned resolves to the runs that some page writes, this one included.
export async function owned() {
  if (!navigator.locks) return new Set();
  const { held: locks } = await inTime(navigator.locks.query(), 'the locks').catch(() => ({ held: [] }));
  return new Set(locks.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length)));
}

// askToStay asks the browser not to clear what is kept when its disk is nearly full, and
// resolves to whether it has promised that.
export async function askToStay() {
  try {
    return await inTime(navigator.storage.persist(), 'the browser');
  } catch {
    return false;
  }
}
