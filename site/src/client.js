// The page's side of the worker: starts it, asks it, and notices when it is
// gone.

// What a snapshot request may ask for; the worker program knows the same.
export const viewWhole = 1;
export const viewText = 2;

const limits = ['none', 'steps', 'runtime']; // what stops training, as the program numbers it
const patience = 10_000; // ms that an answer may take while the page is seen

// Client talks to one worker at a time. on has the callbacks starting(),
// progress(done, total), ready(), snapshot(bytes, state), arrived(), limit(which), died(message)
// and failed(message, file).
export class Client {
  constructor(on) {
    this.on = on;
    this.worker = null;
    this.ready = false;
  }

  // start runs a fresh worker in place of the present one.
  start() {
    this.stop();
    this.on.starting();
    this.ready = false;
    this.answers = new Map();
    this.next = 0;
    this.asked = false; // for a snapshot
    this.silent = 0; // ms without the answer
    this.pool = null; // a drawn buffer, to be filled again
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => worker === this.worker && this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.worker) this.#lose(event.message || 'its script could not be loaded');
    };
    this.worker = worker;
  }

  stop() {
    this.worker?.terminate();
    this.worker = null;
    for (const resolve of this.answers?.values() ?? []) resolve({ error: 'the simulation has stopped', text: '' });
    this.answers?.clear();
  }

  #hear(message) {
    switch (message.kind) {
      case 'answer':
        this.answers.get(message.id)?.(message);
        this.answers.delete(message.id);
        break;
      case 'snapshot': {
        this.asked = false;
        this.silent = 0;
        this.pool = message.buffer;
        this.on.snapshot(new Uint8Array(message.buffer, 0, message.length), message);
        break;
      }
      case 'progress': this.on.progress(message.done, message.total); break;
      case 'ready': this.ready = true; this.backend = message.backend; this.on.ready(); break;
      case 'arrived': this.on.arrived(); break;
      case 'limit': this.on.limit(limits[message.limit]); break;
      case 'died': this.#lose(message.message); break;
      case 'failed': this.stop(); this.on.failed(message.message, message.file); break;
    }
  }

  #lose(message) {
    this.ready = false;
    this.stop();
    this.on.died(message);
  }

  #tell(message, transfer = []) { if (this.ready) this.worker.postMessage(message, transfer); }

  #ask(message) {
    if (!this.ready) return Promise.resolve({ error: 'the simulation does not run yet', text: '' });
    return new Promise((resolve) => {
      const id = this.next++;
      this.answers.set(id, resolve);
      this.#tell({ ...message, id });
    });
  }

  // open and command resolve to an error text, empty when all is well.
  open(link) { return this.#ask({ kind: 'open', link }).then((answer) => answer.error); }
  command(text) { return this.#ask({ kind: 'command', text }).then((answer) => answer.error); }
  link() { return this.linked().then((answer) => answer.text); }
  linked() { return this.#ask({ kind: 'link' }); } // {text, adopted}
  digest() { return this.#ask({ kind: 'digest' }).then((answer) => answer.text); }

  // evaluate and baselines resolve to {error, text} when their episodes have been played.
  evaluate(episodes) { return this.#ask({ kind: 'evaluate', episodes }); }
  baselines() { return this.#ask({ kind: 'baselines' }); }

  // whatIf resolves to {error, text, buffer}: the link of the run that begins that many steps
  // ago, and what the acting policy has learned.
  whatIf(back) { return this.#ask({ kind: 'whatIf', back }); }

  // save, saveMind and csv resolve to {error, buffer}, save with step and rows too; restore and loadMind take
  // a buffer and resolve to an error text.
  save() { return this.#ask({ kind: 'save' }); }
  saveMind() { return this.#ask({ kind: 'saveMind' }); }
  csv() { return this.#ask({ kind: 'csv' }); }
  restore(buffer, rows) { return this.#ask({ kind: 'restore', buffer, rows }).then((answer) => answer.error); }
  loadMind(buffer) { return this.#ask({ kind: 'loadMind', buffer }).then((answer) => answer.error); }
  stopped() { return this.#ask({ kind: 'stopped' }).then((answer) => answer.text); }

  // players resolves to {error, players}: of each key whether it learns, from how many
  // steps, and why it cannot play yet. lineup resolves to {error, minds, module, run,
  // present, adopted}: what a worker of its own needs to play a series, the link of the
  // run so far, and that of a run that starts as it is now.
  players(keys) { return this.#ask({ kind: 'players', keys }); }
  lineup(keys) { return this.#ask({ kind: 'lineup', keys }); }

  limits(steps, seconds) { this.#tell({ kind: 'limits', steps, seconds }); }
  rate(rate) { this.#tell({ kind: 'rate', rate }); }
  play(on) { this.#tell({ kind: 'play', on }); }
  step() { this.#tell({ kind: 'step' }); }
  jump(step) { this.#tell({ kind: 'jump', step }); }

  // look asks for a snapshot that shows what view says (flags, rewind, focus),
  // unless one is on its way. elapsed is the time since
  // the frame before, by which a worker that has gone silent is noticed; a frame
  // that took long, as after sleep, counts little.
  look(view, elapsed) {
    if (!this.ready) return;
    if (this.asked) {
      this.silent += Math.min(elapsed, 100);
      if (this.silent > patience) this.#lose('it no longer answers');
      return;
    }
    const buffer = this.pool;
    this.pool = null;
    this.asked = true;
    this.#tell({ kind: 'snapshot', ...view, buffer }, buffer ? [buffer] : []);
  }
}
