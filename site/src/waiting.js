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

const looks = 10; // that make up a patience

// Patience calls late when nothing has been heard for that many milliseconds. It counts its
// looks in place of reading a clock, so that the sleep of the whole page does not count.
export class Patience {
  constructor(ms, late) {
    this.pause = ms / looks;
    this.late = late;
    this.timer = 0;
  }

  hear() {
    this.end();
    this.#look(looks);
  }

  #look(left) {
    if (left === 0) return this.late();
    this.timer = setTimeout(() => this.#look(left - 1), this.pause);
  }

  end() { clearTimeout(this.timer); }
}
