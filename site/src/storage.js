// What the browser keeps: how a visitor wants the page, one run per lab, and how the
// visitor's own policies did. Storage may be full, forbidden or missing.

const prefix = 'resonetics-';

// recall returns what was remembered under a key, null for nothing.
export function recall(key) {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

// remember keeps a choice; without storage it lasts as long as the page.
export function remember(key, value) {
  try {
    localStorage.setItem(prefix + key, value);
  } catch {
    // nothing is lost but the memory of it
  }
}

const name = 'resonetics';
const table = 'runs';

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1); // throws where storage is forbidden
    request.onupgradeneeded = () => request.result.createObjectStore(table);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another tab holds it'));
  });
}

// within runs one request in a transaction and resolves to its result once that
// is on disk, or rejects with a reason.
async function within(mode, ask) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = base.transaction(table, mode);
      const request = ask(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('it was given up'));
    });
  } finally {
    base.close();
  }
}

// handOver keeps a record for the lab that opens next, and takeOver gets it, once.
const passing = 'what-if';
export const handOver = (record) => within('readwrite', (runs) => runs.put(record, passing));
export async function takeOver() {
  const record = await within('readonly', (runs) => runs.get(passing));
  if (record) await within('readwrite', (runs) => runs.delete(passing));
  return record;
}

// keepRun and keptRun put and get the run of a lab.
export const keepRun = (lab, record) => within('readwrite', (runs) => runs.put(record, lab));
export const keptRun = (lab) => within('readonly', (runs) => runs.get(lab));

// keepAttempts and keptAttempts put and get the list of the visitor's high scores, which
// stands among the runs under a key that no lab has.
const attempts = ' attempts';
export const keepAttempts = (list) => within('readwrite', (runs) => runs.put(list, attempts));
export const keptAttempts = () => within('readonly', (runs) => runs.get(attempts));
