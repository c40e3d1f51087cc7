// The worker that keeps the statistics of all seeds.

import { ownWorker } from '../own-worker.js';

// Statistics calls hear({curve, spread}), texts of the program, when something new has been
// noted, and failed(message) where there can be none.
export class Statistics {
  constructor(module, hear, failed) {
    this.worker = ownWorker(new URL('./worker.js', import.meta.url), 'luck statistics');
    const fail = (message) => {
      this.#answer({ error: message });
      failed(message);
    };
    this.worker.onmessage = ({ data }) => {
      switch (data.kind) {
        case 'statistics': hear(data); break;
        case 'links': this.#answer(data); break;
        case 'failed': fail(data.message); break;
        case 'ready': this.#send(); break;
      }
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message || 'their script could not be loaded');
    };
    this.waiting = []; // until the worker is ready; then null
    this.asked = []; // for links, in order
    this.worker.postMessage({ kind: 'begin', module });
  }

  #send() {
    for (const message of this.waiting) this.worker.postMessage(message);
    this.waiting = null;
  }

  #tell(message) {
    if (this.waiting) this.waiting.push(message);
    else this.worker.postMessage(message);
  }

  #answer(data) { this.asked.shift()?.(data); }

  // links resolves to {error, links}: of each seed the link of the run that is like that of a
  // link, but for a setting, [key, value].
  links(link, seeds, setting) {
    return new Promise((resolve) => {
      this.asked.push(resolve);
      this.#tell({ kind: 'links', link, seeds, setting });
    });
  }

  // note takes in how a seed, by number, did: {steps, failed, return} at some points, and at
  // the end {ours, rival} where that has come.
  note(seed, points, end) { this.#tell({ kind: 'note', seed, points, end }); }

  stop() {
    this.worker.terminate();
    while (this.asked.length > 0) this.#answer({ error: 'it was stopped' });
  }
}
