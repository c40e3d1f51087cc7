// A text area for a program: line numbers beside it, and a line that is marked.

import { byTouch, element, put } from '../dom.js';

const indent = '    ';
const undoable = 20_000; // letters

// Editor is made of a text area, the numbers of its lines and a mark behind the line of
// a mistake. on has the callbacks changed() and run(), for Control and Enter.
export class Editor {
  constructor(on) {
    this.on = on;
    this.escaped = false; // the next Tab leaves
    this.lines = 0;
    this.wrong = 0; // the marked line, 0 for none
    this.gutter = element('div', { class: 'code-lines', 'aria-hidden': 'true' });
    this.mark = element('div', { class: 'code-mark', 'aria-hidden': 'true' });
    this.area = element('textarea', {
      id: 'policy-text', wrap: 'off', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', autocorrect: 'off',
      'aria-describedby': 'policy-verdict policy-keys',
      input: () => { this.#number(); on.changed(); },
      scroll: () => this.#follow(),
      keydown: (event) => this.#key(event),
      beforeinput: (event) => { // of a touch keyboard, too
        if (event.inputType !== 'insertLineBreak') return;
        event.preventDefault();
        this.#newLine();
      },
      blur: () => { this.escaped = false; },
    });
    this.root = element('div', { class: 'code' }, this.gutter, element('div', { class: 'code-text' }, this.mark, this.area));
    this.#number();
  }

  get text() { return this.area.value; }

  // The text is replaced as if it had been typed, so that undo brings the old one back;
  // except where that would show a keyboard on the screen.
  set text(text) {
    if (text === this.area.value) return;
    const held = document.activeElement;
    if (!byTouch()) this.area.focus({ preventScroll: true });
    this.area.select();
    this.#insert(text);
    this.area.setSelectionRange(0, 0);
    this.area.scrollTop = this.area.scrollLeft = 0;
    held?.focus({ preventScroll: true });
  }

  // point marks a line, 0 for none.
  point(line) {
    if (line === this.wrong) return;
    this.wrong = line;
    if (line > 0) put(this.area, 'aria-invalid', 'true'); else this.area.removeAttribute('aria-invalid');
    this.#number(true);
  }

  // visit puts the cursor at a line and column, both counted from 1, and shows it.
  visit(line, column) {
    const before = this.text.split('\n').slice(0, line - 1);
    const place = before.reduce((sum, one) => sum + one.length + 1, 0) + Math.max(0, column - 1);
    this.area.focus();
    this.area.setSelectionRange(place, place);
    this.area.scrollTop = Math.max(0, (line - 3) * this.#height());
  }

  #height() { return parseFloat(getComputedStyle(this.area).lineHeight); }

  // number writes the numbers of the lines, when there are more or fewer or other marks.
  #number(again = false) {
    const lines = this.text.split('\n').length;
    if (lines !== this.lines || again) {
      this.lines = lines;
      const numbers = (from, to) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => `${from + i}\n`).join('');
      const wrong = Math.min(this.wrong, lines);
      this.gutter.replaceChildren(...(wrong === 0 ? [numbers(1, lines)]
        : [numbers(1, wrong - 1), element('strong', {}, `▸${wrong}`), '\n', numbers(wrong + 1, lines)]));
    }
    this.mark.hidden = this.wrong === 0;
    this.#follow();
  }

  #follow() {
    this.gutter.scrollTop = this.area.scrollTop;
    this.mark.style.transform = `translateY(${(this.wrong - 1) * this.#height() - this.area.scrollTop}px)`;
  }

  // insert puts text in the place of what is selected. The browser's own command keeps
  // what undo needs; it is slow with much text, and does nothing where one cannot write.
  #insert(text) {
    const own = text.length < undoable && document.activeElement === this.area;
    if (own && document.execCommand('insertText', false, text)) return;
    this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, 'end');
    this.#number();
    this.on.changed();
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      this.escaped = true;
      return;
    }
    if (event.key === 'Tab' && !this.escaped && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      this.#shift(event.shiftKey);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.on.run();
    }
    if (event.key !== 'Shift') this.escaped = false;
  }

  // newLine begins as far to the right as the line before, and further after a colon.
  #newLine() {
    const line = this.text.slice(0, this.area.selectionStart).split('\n').at(-1);
    const deeper = /:\s*(#.*)?$/.test(line) ? indent : '';
    this.#insert(`\n${/^ */.exec(line)[0]}${deeper}`);
  }

  // shift moves what is selected by one indent, or inserts one where nothing is.
  #shift(back) {
    const { selectionStart: from, selectionEnd: to } = this.area;
    const begin = this.text.lastIndexOf('\n', from - 1) + 1;
    if (!back && from === to) {
      this.#insert(indent);
      return;
    }
    const before = this.text.slice(begin, to);
    const after = back ? before.replace(/^ {1,4}/gm, '') : before.replace(/^(?=.)/gm, indent);
    if (after === before) return;
    this.area.setSelectionRange(begin, to);
    this.#insert(after);
    if (from === to) {
      const place = Math.max(begin, to + after.length - before.length);
      this.area.setSelectionRange(place, place);
    } else {
      this.area.setSelectionRange(begin, begin + after.length);
    }
  }
}

// said writes a text in which code stands between backticks.
export function said(target, text) {
  if (target.dataset.said === text) return;
  target.dataset.said = text;
  target.replaceChildren(...text.split('`').map((part, i) => (i % 2 === 1 ? element('code', {}, part) : part)));
}
