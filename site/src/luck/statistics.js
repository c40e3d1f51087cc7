// The worker that keeps the statistics of all seeds.

import { ownWorker } from '../own-worker.js';
import { Patience } from '../waiting.js';
import { t } from '../words.js';

const patience = 15_000; // ms that an answer may take

// Statistics calls hear({curve, spread}), texts of the program, when something new has been
// noted, and failed(message) where there can be none.
export class Statistics {
  constructor(module, hear, failed) {
    this.waiting = []; // until the worker is ready; then null
    this.asked = []; // for links, in order
    this.due = 0; // answers: that it is ready, links, and statistics of what has been noted
    this.over = ''; // why nothing comes any more
    const fail = (message) => {
      if (this.over) return;
      this.#end(message);
      failed(message);
    };
    this.silence = new Patience(patience, () => fail(t`the worker that keeps them has not answered for ${patience / 1000} seconds`));
    this.worker = ownWorker(new URL('./worker.js', import.meta.url), 'luck statistics');
    this.worker.onmessage = ({ data }) => (data.kind === 'failed' ? fail(data.message) : this.#answered(data, hear));
    this.worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message || t`their script could not be loaded`);
    };
    this.#expect();
    this.worker.postMessage({ kind: 'begin', module });
  }

  // #expect waits for one answer more. The patience begins with the first.
  #expect() {
    if (this.due++ === 0) this.silence.hear();
  }

  #answered(data, hear) {
    this.due -= data.notes ?? 1;
    if (this.due > 0) this.silence.hear();
    else this.silence.end();
    switch (data.kind) {
      case 'statistics': return hear(data);
      case 'links': return this.asked.shift()(data);
      case 'ready': return this.#send();
    }
  }

  #send() {
    for (const message of this.waiting) this.worker.postMessage(message);
    this.waiting = null;
  }

  #tell(message) {
    if (this.over) return;
    this.#expect();
    if (this.waiting) this.waiting.push(message);
    else this.worker.postMessage(message);
  }

  // links resolves to {error, links}: of each seed the link of the run that is like that of a
  // link, but for a setting, [key, value].
  links(link, seeds, setting) {
    if (this.over) return Promise.resolve({ error: this.over });
    return new Promise((resolve) => {
      this.asked.push(resolve);
      this.#tell({ kind: 'links', link, seeds, setting });
    });
  }

  // note takes in how a seed, by number, did: {steps, failed, return} at some points, and at
  // the end {ours, rival} where that has come.
  note(seed, points, end) { this.#tell({ kind: 'note', seed, points, end }); }

  stop() { this.#end(t`it was stopped`); }

  #end(reason) {
    this.over ||= reason;
    this.silence.end();
    this.worker.terminate();
    for (const resolve of this.asked.splice(0)) resolve({ error: this.over });
  }
}
