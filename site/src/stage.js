// The page's side of the stage: an iframe with the drawing program in it.

// Stage passes snapshots in and events out. on has the callbacks ready(),
// event(name, args), key(key, repeat), progress(done, total) and failed(message, file).
export class Stage {
  constructor(frame, on) {
    this.frame = frame;
    this.on = on;
    this.settings = new Map();
    this.known = undefined;
    addEventListener('message', (event) => {
      if (event.source !== frame.contentWindow || event.origin !== location.origin) return;
      if (event.data?.from === 'stage') this.#hear(event.data);
    });
    for (const message of frame.contentWindow?.failures ?? []) this.#hear(message);
  }

  // The program is there before it has drawn its first picture, for which it
  // needs a snapshot. A new one, after a reload, is told the settings first.
  get #program() {
    const program = this.frame.contentWindow?.resonetics;
    if (program && program !== this.known) {
      for (const [name, value] of this.settings) this.#apply(program, name, value);
    }
    this.known = program;
    return program;
  }

  get ready() { return this.#program !== undefined; }

  // Whether the processor draws, for want of a graphics card that the browser uses.
  get software() { return this.frame.contentWindow?.software === true; }

  #hear(message) {
    switch (message.kind) {
      case 'event':
        if (message.name === 'ready') {
          this.on.ready();
        } else {
          this.on.event(message.name, message.args);
        }
        break;
      case 'key': this.on.key(message.key, message.repeat); break;
      case 'progress': this.on.progress(message.done, message.total); break;
      case 'failed': this.on.failed(message.message, message.file); break;
    }
  }

  // draw shows a snapshot and returns what was wrong with it, empty for nothing.
  draw(bytes) { return this.#program?.frame(bytes) ?? ''; }

  // set changes how the stage looks, now and after a reload.
  set(name, value) {
    const text = String(value); // the program reads nothing else
    if (this.settings.get(name) === text) return;
    this.settings.set(name, text);
    const program = this.#program;
    if (program) this.#apply(program, name, text);
  }

  #apply(program, name, text) {
    if (name === 'theme') this.frame.contentDocument.documentElement.dataset.theme = text; // for its style sheet
    const error = program.set(name, text);
    if (error) this.on.event('error', [error]);
  }

  stats(since = 0) { return this.#program?.stats(since) ?? null; }

  // describe gives the canvas its text alternative.
  describe(text) {
    const target = this.frame.contentDocument?.getElementById('text');
    if (target && target.textContent !== text) target.textContent = text;
  }

  focus() {
    this.frame.focus({ preventScroll: true });
    this.frame.contentDocument?.querySelector('canvas')?.focus({ preventScroll: true });
  }

  reload() {
    this.frame.contentWindow.location.reload();
  }
}
