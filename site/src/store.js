// Runs in the browser's own storage: one per lab. Storage may be full, forbidden
// or missing; every function rejects with a reason then.

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
// is on disk.
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

export const put = (key, record) => within('readwrite', (runs) => runs.put(record, key));
export const get = (key) => within('readonly', (runs) => runs.get(key));
export const remove = (key) => within('readwrite', (runs) => runs.delete(key));
