// What the browser remembers of how a visitor wants the page. Storage may be
// switched off; then a choice lasts as long as the page.

const prefix = 'resonetics-';

export function recall(key) {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(prefix + key, value);
  } catch {
    // nothing is lost but the memory of it
  }
}
