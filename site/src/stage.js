// The page's side of the stage: an iframe with the drawing program in it.

import { programs } from './programs.js';
import { Patience } from './waiting.js';
import { t } from './words.js';

const arrival = 20_000; // ms without a byte of the program after which that is said

// Stage passes snapshots in and events out. on has the callbacks starting(), event(name,
// args), key(key, repeat), progress(done, total), late(seconds) and failed(message, file).
export class Stage {
  constructor(frame, on) {
    this.frame = frame;
    this.on = on;
    this.settings = new Map();
    this.spoken = null; // the language, where that is not English: [messages, letters]
    this.known = undefined;
    this.address = frame.src;
    this.tries = 0;
    addEventListener('message', (event) => {
      if (event.source !== frame.contentWindow || event.origin !== self.origin) return;
      if (event.data?.from === 'stage') this.hear(event.data);
    });
    this.arriving = new Patience(arrival, () => { if (!this.ready) on.late(arrival / 1000); });
    this.arriving.hear();
    frame.addEventListener('load', () => this.loaded());
    const { document } = this.inside;
    if (document?.readyState === 'complete' && document.URL !== 'about:blank') this.loaded();
    for (const message of this.inside.failures ?? []) this.hear(message);
  }

  // What a page of the browser's own, in place of the stage's, keeps to itself is nothing.
  get inside() {
    const inside = this.frame.contentWindow;
    try {
      const { document, drawing, failures, missing, resonetics, software } = inside;
      return { document, drawing, failures, missing, program: resonetics, software };
    } catch {
      return {};
    }
  }

  // loaded looks at the document that has come, and hears whether it is the stage's.
  loaded() {
    const { drawing, missing } = this.inside;
    if (drawing === (programs.view?.url ?? '')) return;
    this.arriving.end();
    this.on.failed(drawing !== undefined ? t`the stage is of another version than this page`
      : t`the file ${missing?.[0] ?? 'view.html'} could not be loaded: the connection failed, or the server no longer has it`, 'view.html');
  }

  // The program is there before it has drawn its first picture, for which it
  // needs a snapshot. A new one, after a reload, is told the settings first.
  get program() {
    const { program } = this.inside;
    if (program && program !== this.known) {
      for (const [name, value] of this.settings) this.apply(program, name, value);
      if (this.spoken) program.speak?.(...this.spoken);
    }
    this.known = program;
    return program;
  }

  get ready() { return this.program !== undefined; }

  // Whether the processor draws, for want of a graphics card that the browser uses.
  get software() { return this.inside.software === true; }

  hear(message) {
    switch (message.kind) {
      case 'event':
        this.on.event(message.name, message.args);
        break;
      case 'key': this.on.key(message.key, message.repeat); break;
      case 'progress':
        this.arriving.hear();
        this.on.progress(message.done, message.total);
        break;
      case 'failed':
        this.arriving.end();
        this.on.failed(message.message, message.file);
        break;
    }
  }

  // draw shows a snapshot and returns what was wrong with it, empty for nothing.
  draw(bytes) { return this.program?.frame(bytes) ?? ''; }

  // set changes how the stage looks, now and after a reload.
  set(name, value) {
    const text = String(value); // the program reads nothing else
    if (this.settings.get(name) === text) return;
    this.settings.set(name, text);
    const program = this.program;
    if (program) this.apply(program, name, text);
  }

  // speak has the stage write in another language, now and after a reload, given its messages
  // and where its letters are. Without them it writes English.
  async speak({ told, glyphs }) {
    const letters = await fetch(glyphs).then((answer) => (answer.ok ? answer.arrayBuffer() : null), () => null);
    if (!letters) return;
    this.spoken = [Object.entries(told).map((pair) => `${pair.join('\n')}\n`).join(''), new Uint8Array(letters)];
    this.program?.speak?.(...this.spoken);
  }

  apply(program, name, text) {
    if (name === 'theme') this.frame.contentDocument.documentElement.dataset.theme = text; // for its style sheet
    const error = program.set(name, text);
    if (error) this.on.event('error', [error]);
  }

  stats(since = 0) { return this.program?.stats(since) ?? null; }

  // describe gives the canvas its text alternative.
  describe(text) {
    const target = this.frame.contentDocument?.getElementById('text');
    if (target && target.textContent !== text) target.textContent = text;
  }

  focus() {
    this.frame.focus({ preventScroll: true });
    this.frame.contentDocument?.querySelector('canvas')?.focus({ preventScroll: true });
  }

  // reload begins again, also where the stage has never come or the browser has put a page
  // of its own.
  reload() {
    this.on.starting();
    this.arriving.hear();
    if (this.inside.document?.URL === this.frame.src) this.frame.contentWindow.location.reload();
    else this.frame.src = `${this.address}?${++this.tries}`; // the same address would wait for the first answer
  }
}
