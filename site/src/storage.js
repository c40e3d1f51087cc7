// What the browser keeps: runs, and how the visitor's own policies did. Storage may be full,
// forbidden, missing, or never answer.

import { inTime } from './waiting.js';
import { t } from './words.js';

const name = 'resonetics';
const version = 2;

// The tables. Up to version 1 the run of a lab stood among the loose records, under the
// lab's key.
const loose = 'runs';
export const list = 'list'; // of the runs that are kept, see kept.js
export const contents = 'contents'; // and what they hold

const passing = 'what-if'; // a run for the lab that opens next
const attempts = ' attempts'; // the visitor's high scores

function upgrade({ target: { result: base, transaction }, oldVersion }) {
  if (oldVersion < 1) base.createObjectStore(loose);
  base.createObjectStore(list, { keyPath: 'id' });
  base.createObjectStore(contents);
  if (oldVersion < 1) return;
  const old = transaction.objectStore(loose);
  old.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    if (cursor.key !== passing && cursor.key !== attempts) move(transaction, cursor);
    cursor.continue();
  };
}

// move makes a run of version 1 the first of its lab's list.
function move(transaction, cursor) {
  const { buffer, rows, step, policy, when } = cursor.value;
  const id = `${cursor.key}-1`;
  transaction.objectStore(list).put({ id, lab: cursor.key, name: '', pinned: false, answered: false, step, policy, when });
  transaction.objectStore(contents).put({ buffer, rows }, id);
  cursor.delete();
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version); // throws where storage is forbidden
    request.onupgradeneeded = upgrade;
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// within runs what ask does in a transaction over some tables, and resolves to the result
// of the request that ask returns once all is on disk, or rejects with a reason.
export const within = (tables, mode, ask) => inTime(attempt(tables, mode, ask), t`its storage`);

async function attempt(tables, mode, ask) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = base.transaction(tables, mode);
      const request = ask(transaction);
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.reason ?? transaction.error ?? new Error(t`it was given up`));
    });
  } finally {
    base.close();
  }
}

// whenHad calls f with the result of a request of a transaction, which goes on until f has
// returned. What f throws ends it.
export function whenHad(transaction, request, f) {
  request.onsuccess = () => {
    try {
      f(request.result);
    } catch (error) {
      transaction.reason = error;
      transaction.abort();
    }
  };
}

const put = (value, key) => within([loose], 'readwrite', (transaction) => transaction.objectStore(loose).put(value, key));
const get = (key) => within([loose], 'readonly', (transaction) => transaction.objectStore(loose).get(key));

// handOver keeps a record for the lab that opens next, and takeOver gets it, once.
export const handOver = (record) => put(record, passing);
export async function takeOver() {
  const record = await get(passing);
  if (record) await within([loose], 'readwrite', (transaction) => transaction.objectStore(loose).delete(passing));
  return record;
}

// keepAttempts and keptAttempts put and get the list of the visitor's high scores.
export const keepAttempts = (all) => put(all, attempts);
export const keptAttempts = () => get(attempts);
