// The worker that keeps the statistics of all seeds.

// Statistics calls hear({curve, spread}), texts of the program, when something new has been
// noted, and failed(message) where there can be none.
export class Statistics {
  constructor(module, hear, failed) {
    this.worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'luck statistics' });
    this.worker.onmessage = ({ data }) => {
      if (data.kind === 'statistics') hear(data);
      else if (data.kind === 'failed') failed(data.message);
      else if (data.kind === 'ready') this.#send();
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      failed(event.message || 'their script could not be loaded');
    };
    this.waiting = []; // until the worker is ready; then null
    this.worker.postMessage({ kind: 'begin', module });
  }

  #send() {
    for (const message of this.waiting) this.worker.postMessage(message);
    this.waiting = null;
  }

  // note takes in how a seed, by number, did: {steps, failed, return} at some points, and at
  // the end {ours, rival} where that has come.
  note(seed, points, end) {
    const message = { kind: 'note', seed, points, end };
    if (this.waiting) this.waiting.push(message);
    else this.worker.postMessage(message);
  }

  stop() { this.worker.terminate(); }
}
