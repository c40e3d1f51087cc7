// The stage of an embedded page. In a sandbox the document of the stage has an origin of its
// own, which nothing of this page can look into: the two send each other messages.

import { Stage } from '../stage.js';

const arrival = 20_000; // ms that the script of the stage's document may take

export class EmbeddedStage extends Stage {
  #told = {}; // by the stage's document, of itself
  #busy = false; // with a snapshot
  #wrong = ''; // with the last one
  #drawn = false; // a snapshot
  #text = '';
  #strokes = false; // whether a finger draws, as the document of the stage knows it

  constructor(frame, on) {
    super(frame, on);
    this.#greet();
  }

  // The first look is that of the class above, which has not made this one's fields yet.
  get inside() { return #told in this ? this.#told : {}; }

  #send(kind, fields, transfer = []) {
    this.frame.contentWindow.postMessage({ to: 'stage', kind, ...fields }, self.origin === 'null' ? '*' : self.origin, transfer);
  }

  get #draws() { return this.frame.dataset.strokes !== undefined; }

  #greet() {
    this.#strokes = this.#draws;
    this.#send('hello', { strokes: this.#strokes });
  }

  // The program of the stage, as far as one gets by messages.
  #program = {
    frame: (bytes) => {
      if (this.#busy) return '';
      this.#busy = true;
      const copy = bytes.slice();
      this.#send('frame', { bytes: copy }, [copy.buffer]);
      return this.#wrong;
    },
    set: (name, text) => {
      this.#send('set', { name, text });
      return '';
    },
    speak: (messages, letters) => this.#send('speak', { messages, letters }),
    stats: () => null,
  };

  get ready() { return this.#drawn; }

  loaded() {
    this.#told = {};
    this.#busy = this.#drawn = false;
    this.#text = '';
    this.known = undefined; // it is told the settings again
    this.#greet();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => super.loaded(), arrival);
  }

  hear(message) {
    switch (message.kind) {
      case 'here': return this.#hearOf(message);
      case 'drawn':
        this.#busy = false;
        this.#drawn = true;
        this.#wrong = message.error;
        return undefined;
      default: return super.hear(message);
    }
  }

  #hearOf({ drawing, missing, failures, software, ready }) {
    const first = this.#told.drawing === undefined;
    this.#told = { drawing, missing, software, program: ready ? this.#program : undefined };
    if (!first) return;
    super.loaded();
    for (const failure of failures) super.hear(failure);
  }

  draw(bytes) {
    if (!this.program || this.#strokes !== this.#draws) this.#greet();
    return super.draw(bytes);
  }

  apply(program, name, text) { program.set(name, text); }

  describe(text) {
    if (text !== this.#text) this.#send('describe', { text });
    this.#text = text;
  }

  focus() {
    this.frame.focus({ preventScroll: true });
    this.#send('focus');
  }
}
