// One step of a lesson: its parts from top to bottom. What stands after a question waits for
// its answer, and what stands after a check until the session meets it; the way on is always
// open.

import { element, put, write } from '../dom.js';
import { lab, page, parts } from '../page.js';
import { t } from '../words.js';
import { carryOut, factsNow } from './deeds.js';
import { blocks, inline } from './markdown.js';
import { nameOf, reveal } from './places.js';

let questions = 0; // so far, which names the groups of their choices

export class StepView {
  // deeds have to be done before the first part. ready(done) is told whether all is done, and
  // told(words), an element, what the session has shown.
  constructor(lab, step, deeds, ready, told) {
    this.lab = lab;
    this.parts = step.parts;
    this.ready = ready;
    this.told = told;
    this.root = element('div', { class: 'lesson-step' });
    this.at = 0; // the part that is waited for
    this.check = null; // {part, meanwhile, result, since}: what is looked for
    this.waiting = false; // for the session to meet a check
    this.asked = null; // {choices, guess}: the last question that was answered
    this.asking = null; // the question that is open
    this.left = false;
    this.doing = Promise.resolve(); // what the lesson does, one deed after the other
    if (deeds.length === 0 && step.parts.every(({ kind, deed }) => kind !== 'do' || deed.name !== 'run')) this.#do({ name: 'enter' });
    for (const deed of deeds) this.#do(deed);
  }

  // leave ends it: another step has taken its place.
  leave() {
    this.left = true;
    this.check = null;
  }

  // done reports whether nothing is waited for.
  get done() { return this.at === this.parts.length && !this.waiting && this.asking === null; }

  get places() { return this.parts.filter(({ kind }) => kind === 'point').map(({ place }) => place); }

  begin() {
    page.series = 0;
    this.#goOn();
  }

  #do(deed) { this.doing = this.doing.then(() => this.left || carryOut(deed, this.lab)); }

  // #goOn shows and does one part after the other, up to one that waits.
  #goOn() {
    while (this.at < this.parts.length) {
      const part = this.parts[this.at];
      this.at++;
      if (part.kind === 'predict') return this.#ask(part);
      if (part.kind === 'check') return this.#await(part);
      if (part.kind === 'do') this.#do(part.deed);
      if (part.kind === 'text') this.root.append(...blocks(part.text()));
      if (part.kind === 'code') this.root.append(code(part.lines.join('\n')));
      if (part.kind === 'point' && part.place.what !== 'stage') this.root.append(showButton(part.place));
    }
    return this.ready(true);
  }

  #ask(part) {
    const { question, choices } = part;
    this.asking = part;
    const group = `lesson-question-${++questions}`;
    const say = element('p', { class: 'lesson-say', role: 'status' });
    const inputs = choices.map(() => element('input', { type: 'radio', name: group }));
    const box = element('fieldset', { class: 'lesson-predict' }, element('legend', {}, ...inline(question())),
      ...choices.map(({ text }, i) => element('label', {}, inputs[i], element('span', {}, ...inline(text)))));
    const decide = element('button', { type: 'button', class: 'primary', click: () => {
      const picked = inputs.findIndex(({ checked }) => checked);
      if (picked < 0) return write(say, t`Choose one of the answers first. A guess is enough.`);
      this.asking = null;
      this.asked = { choices, guess: choices[picked].text };
      for (const input of inputs) input.disabled = true;
      decide.remove();
      write(say, t`Your guess: ${choices[picked].text}`);
      put(say, 'tabindex', '-1');
      say.focus({ preventScroll: true });
      return this.#goOn();
    } }, t`That is my guess`);
    this.root.append(box, decide, say);
    this.ready(false);
  }

  // #await looks at the session once the lesson has done its part of it.
  async #await(part) {
    const meanwhile = element('p', { class: 'lesson-meanwhile' });
    const result = element('div', { class: 'lesson-result', role: 'status' });
    this.root.append(meanwhile, result);
    this.ready(false);
    this.waiting = true;
    await this.doing;
    if (!this.left) this.check = { part, meanwhile, result, since: page.shot };
  }

  // look compares the session with what is looked for. A picture from before that is none of
  // its answers.
  look() {
    const { check } = this;
    if (!check || page.shot === check.since) return;
    const { guess = '' } = this.asked ?? {};
    const { part, meanwhile, result } = check;
    if (this.lab !== lab) return void write(meanwhile, t`This lesson goes on in the lab ${this.lab.label}.`);
    const facts = factsNow(guess);
    if (!facts) return;
    if (!part.holds(facts)) return void (part.meanwhile && write(meanwhile, part.meanwhile(facts)));
    this.check = null;
    this.waiting = false;
    meanwhile.remove();
    const said = part.then.find(({ holds }) => holds(facts))?.words(facts);
    result.append(...[said && element('p', {}, ...inline(said)), this.#compare(facts)].filter(Boolean));
    this.asked = null;
    this.#goOn();
    this.told(result);
  }

  // #compare says what was guessed and what was seen, where the choices say when they are true.
  #compare(facts) {
    if (!this.asked || this.asked.choices.every(({ holds }) => !holds)) return null;
    const seen = this.asked.choices.find(({ holds }) => holds?.(facts));
    if (!seen) return null;
    const { guess } = this.asked;
    return element('p', { class: 'lesson-compare' }, seen.text === guess ? t`You guessed it: ${guess}` : t`You guessed: ${guess}. The stage shows: ${seen.text}.`);
  }
}

// code shows a program, and hands it to the editor where there is one.
function code(text) {
  const load = () => parts.policy.load(new File([`${text}\n`], 'lesson.star'));
  return element('div', { class: 'lesson-code' }, element('pre', {}, element('code', {}, text)),
    parts.policy ? element('button', { type: 'button', click: load }, t`Put it into the editor`) : null);
}

// showButton scrolls to what the lesson points at.
function showButton(place) {
  const missing = element('span', { role: 'status' });
  return element('p', { class: 'lesson-point' }, element('button', { type: 'button', click: () => {
    write(missing, reveal(place) ? '' : t`It is not on the page now.`);
  } }, t`Show me: ${nameOf(place)}`), missing);
}
