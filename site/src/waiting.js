// Every wait for the browser has an end.

export const limit = 8_000; // ms for what a browser should do at once

// inTime resolves to what a promise resolves to, or rejects when that takes too long. what
// names who is waited for, at the beginning of a sentence.
export function inTime(promise, what, ms = limit) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} has not answered for ${ms / 1000} seconds`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

// Patience calls late when nothing has been heard for a while.
export class Patience {
  constructor(ms, late) {
    this.ms = ms;
    this.late = late;
    this.timer = 0;
  }

  hear() {
    this.end();
    this.timer = setTimeout(this.late, this.ms);
  }

  end() { clearTimeout(this.timer); }
}
