// What the browser remembers in a word: how a visitor wants the page, and where this tab was.
// Storage may be full, forbidden or missing.

const prefix = 'resonetics-';

// reading and writing take what returns a storage: naming one that is forbidden throws.
const reading = (storage) => (key) => {
  try {
    return storage().getItem(prefix + key);
  } catch {
    return null;
  }
};

const writing = (storage) => (key, value) => {
  try {
    storage().setItem(prefix + key, value);
  } catch {
    // nothing is lost but the memory of it
  }
};

// recall returns what was remembered under a key, null for nothing. remember keeps a choice;
// without storage it lasts as long as the page.
export const recall = reading(() => localStorage);
export const remember = writing(() => localStorage);

// recallHere and rememberHere do the same for this tab only: a reload and Back find it.
export const recallHere = reading(() => sessionStorage);
export const rememberHere = writing(() => sessionStorage);
