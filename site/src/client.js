// The page's side of the worker: starts it, asks it, and notices when it is
// gone. There are two programs for it: the second has the language for visitors'
// programs, and takes over when that is first needed.

import { version } from './catalog.js';
import { spell } from './links.js';
import { Post } from './post.js';
import { Patience } from './waiting.js';
import { t } from './words.js';

// What a snapshot request may ask for; the worker program knows the same.
export const viewWhole = 1;
export const viewText = 2;

// The two programs.
const light = 'worker';
const full = 'language';

const limits = ['none', 'steps', 'runtime']; // what stops training, as the program numbers it
const patience = 10_000; // ms that an answer may take while the page is seen

const arrival = 20_000; // ms without a byte of a program after which that is said

const unlearned = (reason) => t`the language for programs could not be loaded: ${reason}`;

// Client talks to one worker at a time. on has the callbacks starting(),
// progress(done, total), late(seconds), ready(), snapshot(bytes, state), arrived(), limit(which),
// died(message), failed(message, file) and language(state, done, total).
export class Client {
  constructor(on) {
    this.on = on;
    this.post = null;
    this.ready = false;
    this.kind = light;
    this.coming = null; // {post, ended}: the worker that is to take over
    this.held = null; // what waits until it has
    this.arriving = new Patience(arrival, () => this.on.late(arrival / 1000));
    this.workers = 0; // that have been started, one in place of the other
  }

  get worker() { return this.post?.worker ?? null; }

  // language is '', 'loading' or 'ready'.
  get language() { return this.kind === full && this.ready ? 'ready' : this.kind === full || this.coming ? 'loading' : ''; }

  // start runs a fresh worker in place of the present one; with the language where that
  // was asked for before or is now.
  start(language = false) {
    this.stop();
    if (language) this.kind = full;
    this.on.starting();
    this.workers++;
    this.arriving.hear();
    this.ready = false;
    this.started = new Promise((resolve) => { this.begun = resolve; }); // ready, or given up
    this.asked = false; // for a snapshot
    this.silent = 0; // ms without the answer
    this.pool = null; // a drawn buffer, to be filled again
    const post = new Post(this.kind, (message) => post === this.post && this.#hear(message), (message) => post === this.post && this.#lost(message));
    this.post = post;
  }

  stop() {
    this.arriving.end();
    this.coming?.end(t`the simulation has stopped`);
    this.post?.close();
    this.post = null;
    this.held = null;
    this.begun?.();
  }

  #hear(message) {
    switch (message.kind) {
      case 'snapshot': {
        this.asked = false;
        this.silent = 0;
        this.pool = message.buffer;
        this.on.snapshot(new Uint8Array(message.buffer, 0, message.length), message);
        break;
      }
      case 'progress':
        this.arriving.hear();
        this.on.progress(message.done, message.total);
        if (this.kind === full) this.on.language('loading', message.done, message.total);
        break;
      case 'ready':
        this.arriving.end();
        this.ready = true;
        this.backend = message.backend;
        this.on.ready();
        this.begun();
        if (this.kind === full) this.on.language('ready', 0, 0);
        break;
      case 'arrived': this.on.arrived(); break;
      case 'limit': this.on.limit(limits[message.limit]); break;
      case 'died': this.#lose(message.message); break;
      case 'failed': this.stop(); this.on.failed(message.message, message.file); break;
    }
  }

  // #lost hears that the worker's script does not run: it never has, or it has died.
  #lost(message) {
    if (this.ready) return this.#lose(message);
    this.stop();
    return this.on.failed(message, '');
  }

  #lose(message) {
    this.ready = false;
    this.stop();
    this.on.died(message);
  }

  #tell(message, transfer = []) {
    if (!this.ready) return;
    if (this.held) this.held.push(() => this.post.tell(message, transfer));
    else this.post.tell(message, transfer);
  }

  #ask(message) {
    if (!this.ready) return Promise.resolve({ error: t`the simulation does not run yet`, text: '' });
    if (!this.held) return this.post.ask(message);
    return new Promise((resolve) => { this.held.push(() => this.post.again({ message, resolve })); });
  }

  // #change is #ask for what may need the language. The answer may take that many ms, if any:
  // while no run is open nothing else shows that the worker is silent.
  async #change(message, ms = 0) {
    const answer = await this.#within(ms, message);
    if (!answer.lacks) return answer;
    const missing = await this.learn();
    return missing ? { error: unlearned(missing) } : this.#within(ms, message);
  }

  async #within(ms, message) {
    const silence = new Patience(ms, () => this.#lose(t`it no longer answers`));
    if (ms > 0) silence.hear();
    const answer = await this.#ask(message);
    silence.end();
    return answer;
  }

  // open, again and command resolve to an error text, empty when all is well. again opens the
  // run anew that there is, and what is locked in it holds.
  open(link) { return this.#change({ kind: 'open', link }, arrival).then((answer) => answer.error); }
  again(link) { return this.#change({ kind: 'again', link }, arrival).then((answer) => answer.error); }
  command(text) { return this.#change({ kind: 'command', text }).then((answer) => answer.error); }
  link() { return this.#ask({ kind: 'link' }).then((answer) => answer.text); }

  // share resolves to {text, settings, adopted}: the link that repeats the run and compares it
  // with what it is now, and that of its present settings. readable resolves to the link of
  // the settings that can be read of the one that open refused last, repeated to {text, step}:
  // whether a shared run has given the same bits, in words, and where it was shared.
  share() { return this.#ask({ kind: 'share', by: version }); }
  readable() { return this.#ask({ kind: 'readable' }).then((answer) => answer.text); }
  repeated() { return this.#ask({ kind: 'repeated', by: version }); }
  digest() { return this.#ask({ kind: 'digest' }).then((answer) => answer.text); }

  // prepare resolves to {error, text}: the link of a run that starts as this one is now, for a
  // class; sheet is what core/lab/sheet.go spells.
  prepare(sheet) { return this.#ask({ kind: 'prepare', sheet }); }

  // #named tells the runs of one worker from those of another.
  #named(answer) { return { ...answer, run: `${this.workers} ${answer.run}` }; }

  // write gives a text of the lab a value and resolves as command does.
  write(key, text) { return this.command(`set ${key} ${spell(text)}`); }

  // program resolves to what is wrong with a program, {line, column, message}, null for
  // nothing. Without the language it has missing: true and no line.
  async program(source) {
    const missing = await this.learn();
    if (missing) return { line: 0, column: 0, message: unlearned(missing), missing: true };
    const { error, mistake } = await this.#ask({ kind: 'check', source });
    return error ? { line: 0, column: 0, message: error, missing: true } : mistake;
  }

  // evaluate and baselines resolve to {error, text} when their episodes have been played.
  evaluate(episodes) { return this.#ask({ kind: 'evaluate', episodes }); }
  baselines() { return this.#ask({ kind: 'baselines' }); }

  // whatIf resolves to {error, text, buffer}: the link of the run that begins that many steps
  // ago, and what the acting policy has learned.
  whatIf(back) { return this.#ask({ kind: 'whatIf', back }); }

  // save, saveMind and csv resolve to {error, buffer}, save with step, rows, settings and
  // run too: of which run it is, as restore says; another mind makes it another run.
  // restore resolves to {error, run}, loadMind to an error text.
  save() { return this.#ask({ kind: 'save' }).then((answer) => this.#named(answer)); }
  saveMind() { return this.#ask({ kind: 'saveMind' }); }
  csv() { return this.#ask({ kind: 'csv' }); }
  restore(buffer, rows) { return this.#change({ kind: 'restore', buffer, rows }).then((answer) => this.#named(answer)); }
  loadMind(buffer) { return this.#ask({ kind: 'loadMind', buffer }).then((answer) => answer.error); }
  stopped() { return this.#ask({ kind: 'stopped' }).then((answer) => answer.text); }

  // players resolves to {error, players}: of each key whether it learns, from how many
  // steps, and why it cannot play yet. lineup resolves to {error, minds, module, run,
  // present, adopted}: what a worker of its own needs to play a series, the link of the
  // run so far, and that of a run that starts as it is now, both with the series.
  players(keys) { return this.#ask({ kind: 'players', keys }); }
  async lineup(keys, series) {
    const missing = keys.includes('program') ? await this.learn() : '';
    return missing ? { error: unlearned(missing) } : this.#ask({ kind: 'lineup', keys, series, by: version });
  }

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
      if (this.silent > patience) this.#lose(t`it no longer answers`);
      return;
    }
    const buffer = this.pool;
    this.pool = null;
    this.asked = true;
    this.#tell({ kind: 'snapshot', ...view, buffer }, buffer ? [buffer] : []);
  }

  // learn makes sure that a worker with the language runs, and resolves to what went
  // wrong, empty for nothing. The present one goes on until the other is there.
  async learn() {
    await this.started;
    if (!this.ready) return t`the simulation has stopped`;
    if (this.kind === full) return '';
    this.coming ??= this.#call();
    return this.coming.done;
  }

  // #call starts the worker with the language beside the present one.
  #call() {
    const coming = {};
    coming.done = new Promise((resolve) => {
      coming.end = (error) => {
        if (this.coming === coming) this.coming = null;
        if (error) coming.post.close();
        this.on.language(error ? '' : 'ready', 0, 0);
        silence.end();
        resolve(error);
      };
    });
    const silence = new Patience(arrival, () => coming.end(t`nothing has come of it for ${arrival / 1000} seconds`));
    silence.hear();
    const hear = (message) => {
      if (coming.post === this.post) return this.#hear(message);
      silence.hear();
      switch (message.kind) {
        case 'progress': return this.on.language('loading', message.done, message.total);
        case 'ready': return this.#handOver(coming, message.backend);
        default: return coming.end(message.message);
      }
    };
    coming.post = new Post(full, hear, (message) => (coming.post === this.post ? this.#lose(message) : coming.end(message)));
    this.on.language('loading', 0, 0);
    return coming;
  }

  // #handOver lets the worker with the language go on where the present one is. What is
  // asked meanwhile waits, and what the present one has not answered is asked again.
  async #handOver(coming, backend) {
    const old = this.post;
    const leaving = old.ask({ kind: 'leave' });
    this.held = [];
    const run = await leaving;
    if (this.post !== old) return; // it has died
    const waiting = [...old.taken().map((one) => () => this.post.again(one)), ...this.held];
    this.held = waiting;
    old.close();
    this.post = coming.post;
    this.kind = full;
    this.backend = backend;
    const { error } = await this.post.ask({ kind: 'enter', run }, run.buffer ? [run.buffer, run.rows] : []);
    if (this.post !== coming.post) return;
    if (error) return this.#lose(error);
    this.held = null;
    for (const send of waiting) send();
    coming.end('');
  }
}
