// Reads a lesson: Markdown with front matter, and lines that begin with a word and a colon
// and say what is done, asked and looked at. docs/writing-lessons.md describes it.

import { find, listed, readCondition, readValue, readWords } from './condition.js';
import { nameOf, places } from './places.js';

export const longest = 100_000; // characters of a lesson
const most = 5; // mistakes that are told at once

// LessonError has one line of a message for every mistake.
export class LessonError extends Error {
  constructor(mistakes) {
    super(mistakes.slice(0, most).map(({ line, text }) => (line > 0 ? `line ${line}: ${text}` : text)).join('\n'));
    this.mistakes = mistakes;
  }
}

const words = ['do', 'point', 'predict', 'check', 'meanwhile', 'then'];
const heads = ['title', 'learn', 'minutes', 'lab'];

// parseLesson returns {title, learn, minutes, lab, source, steps: [{title, parts}]}, or throws
// a LessonError. A part is one of {kind: 'text', text}, {kind: 'code', lines}, {kind:
// 'point', place}, {kind: 'do', deed}, {kind: 'predict', question, choices: [{text, holds}]} and
// {kind: 'check', holds, meanwhile, then: [{holds, words}]}. Text and question are functions
// that return what they say, with the page's names of what they name.
export function parseLesson(source, labs) {
  if (source.length > longest) throw new LessonError([{ line: 0, text: `it has ${source.length} characters, and a lesson has at most ${longest}` }]);
  const reader = new Reader(source, labs);
  const lesson = reader.read();
  if (reader.mistakes.length > 0) throw new LessonError(reader.mistakes);
  return { ...lesson, source };
}

class Reader {
  constructor(source, labs) {
    this.labs = labs;
    this.lines = source.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
    this.mistakes = [];
    this.steps = [];
    this.text = []; // lines of a paragraph or a list that goes on
    this.fence = 0; // the line of the ``` that is open
  }

  wrong(line, text) { this.mistakes.push({ line, text }); }

  read() {
    const { head, next } = this.#head();
    const { lab } = head;
    this.lab = lab;
    for (let i = next; lab && i < this.lines.length; i++) this.#line(this.lines[i], i + 1, lab);
    this.#endText();
    if (this.fence > 0) this.wrong(this.fence, 'the ``` of this line is never closed by another');
    if (lab && this.steps.length === 0) this.wrong(next + 1, 'there is no step yet: a step begins with a line like "## What leaks"');
    for (const { title, parts, line } of this.steps) if (parts.length === 0) this.wrong(line, `the step "${title}" is empty`);
    return { ...head, steps: this.steps };
  }

  // #head reads what stands between two lines of ---.
  #head() {
    const given = new Map();
    let i = 0;
    if (this.lines[0]?.trim() !== '---') this.wrong(1, 'a lesson begins with a line ---, then title, learn, minutes and lab, each on a line, then --- again');
    else for (i = 1; i < this.lines.length && this.lines[i].trim() !== '---'; i++) this.#headLine(this.lines[i], i + 1, given);
    if (i === this.lines.length) this.wrong(i, 'a line --- is missing, which ends what was begun in line 1');
    const at = (key) => given.get(key)?.line ?? 1;
    for (const key of heads) if (i > 0 && !given.has(key)) this.wrong(1, `"${key}:" is missing between the lines of ---`);
    const minutes = Number(given.get('minutes')?.text ?? 1);
    if (!(minutes >= 1 && minutes <= 60)) this.wrong(at('minutes'), `minutes is "${given.get('minutes').text}", want a number from 1 to 60`);
    const lab = this.labs.find(({ key }) => key === given.get('lab')?.text);
    if (given.has('lab') && !lab) this.wrong(at('lab'), `lab "${given.get('lab').text}" is not one of ${listed(this.labs.map(({ key }) => key))}`);
    return { head: { title: given.get('title')?.text, learn: given.get('learn')?.text, minutes, lab }, next: i + 1 };
  }

  #headLine(raw, line, given) {
    if (raw.trim() === '') return;
    const [, key, text] = /^\s*([\w-]+)\s*:\s*(.*?)\s*$/.exec(raw) ?? [];
    if (!heads.includes(key)) this.wrong(line, `"${raw.trim()}" is not one of ${listed(heads.map((head) => `${head}: …`))}`);
    else if (text === '') this.wrong(line, `nothing stands after "${key}:"`);
    else given.set(key, { text, line });
  }

  #line(raw, line, lab) {
    const text = raw.trimEnd();
    if (text.startsWith('```')) return this.#fence(line);
    if (this.fence > 0) return void this.#parts.at(-1).lines.push(text);
    const [, heading] = /^##\s+(.+)$/.exec(text) ?? [];
    if (heading) return this.#begin(heading, line);
    if (text.startsWith('#')) return this.wrong(line, `"${text}" is no heading of a step: that begins with "## "`);
    const [, word, condition, rest] = /^([a-z]+)(?: if (.*?))?:(?:\s+(.*))?$/.exec(text) ?? [];
    if (word === undefined) return this.#plain(text, line, lab);
    this.#endText();
    if (!words.includes(word)) return this.wrong(line, `"${word}:" is not one of ${listed(words.map((one) => `${one}:`))}; a sentence begins with a capital letter`);
    if (this.steps.length === 0) return this.wrong(line, `"${word}:" stands ahead of the first step, which begins with "## "`);
    if (!rest) return this.wrong(line, `nothing stands after "${word}:"`);
    if (condition !== undefined && word !== 'then') return this.wrong(line, `only "then" takes an "if", not "${word}"`);
    return this.#attempt(line, () => this.#directive(word, rest, condition, lab));
  }

  #begin(title, line) {
    this.#endText();
    this.steps.push({ title, line, parts: [] });
  }

  // #fence begins or ends a piece of code, in which every line is taken as it is.
  #fence(line) {
    if (this.steps.length === 0) return this.wrong(line, '``` stands ahead of the first step, which begins with "## "');
    this.#endText();
    if (this.fence === 0) this.#parts.push({ kind: 'code', lines: [] });
    this.fence = this.fence === 0 ? line : 0;
    return undefined;
  }

  #attempt(line, f) {
    try {
      f();
    } catch (error) {
      this.wrong(line, error.message);
    }
  }

  get #parts() { return this.steps.at(-1).parts; }

  // #plain takes a line of text, or a choice of the question before it.
  #plain(text, line, lab) {
    const question = this.steps.length > 0 && this.text.length === 0 && this.#parts.at(-1);
    const [, choice] = /^[-*]\s+(.+)$/.exec(text) ?? [];
    if (choice && question?.kind === 'predict') return this.#attempt(line, () => question.choices.push(readChoice(choice, lab)));
    if (text !== '' && this.steps.length === 0) return this.wrong(line, 'text stands ahead of the first step, which begins with "## "');
    if (/!\[[^\]]*\]\(/.test(text)) return this.wrong(line, 'a lesson shows no pictures: the stage is one');
    if (text === '') return this.#endText();
    if (this.text.length === 0) this.textLine = line;
    this.text.push(text);
  }

  #endText() {
    if (this.text.length === 0 || this.steps.length === 0) return;
    const text = this.text.join('\n');
    this.text = [];
    this.#attempt(this.textLine, () => this.#parts.push({ kind: 'text', text: readNames(text, this.lab) }));
  }

  #directive(word, rest, condition, lab) {
    const parts = this.#parts;
    const last = parts.at(-1);
    switch (word) {
      case 'do': parts.push({ kind: 'do', deed: readDeed(rest, lab) }); break;
      case 'point': parts.push({ kind: 'point', place: readPlace(rest, lab) }); break;
      case 'predict': parts.push({ kind: 'predict', question: readNames(rest, lab), choices: [] }); break;
      case 'check': parts.push({ kind: 'check', holds: readCondition(rest, lab), meanwhile: null, then: [] }); break;
      default:
        if (last?.kind !== 'check') throw new Error(`"${word}:" belongs below a "check:"`);
        if (word === 'meanwhile') last.meanwhile = readWords(rest, lab);
        else last.then.push({ holds: condition === undefined ? () => true : readCondition(condition, lab), words: readWords(rest, lab) });
    }
  }
}

// readNames returns a function that puts what the page calls a thing into a text: {control
// drift} becomes the label of that slider.
function readNames(text, lab) {
  const parts = text.split(/\{([^{}]*)\}/).map((part, i) => {
    if (i % 2 === 0) return () => part;
    const place = readPlace(part, lab);
    return () => nameOf(place);
  });
  return () => parts.map((part) => part()).join('');
}

function readChoice(text, lab) {
  const [words, condition, ...more] = text.split(/\s+\|\s+/);
  if (more.length > 0) throw new Error('a choice has at most one " | ", with a condition after it');
  return { text: words, holds: condition === undefined ? null : readCondition(condition, lab) };
}

const deeds = 'run, set, speed, play, pause';

// readDeed reads what the lesson does itself: {name, values, seed, paused, rate}.
function readDeed(text, lab) {
  const [name, ...rest] = text.split(/\s+/);
  switch (name) {
    case 'run': return { name, paused: rest.includes('paused'), ...readValues(rest.filter((one) => one !== 'paused'), lab, true) };
    case 'set': return { name, ...readValues(rest, lab, false) };
    case 'speed': return { name, rate: readSpeed(rest.join(' ')) };
    case 'play': case 'pause':
      if (rest.length === 0) return { name };
  }
  throw new Error(`"${text}" is nothing that a lesson does: want one of ${deeds}`);
}

function readSpeed(text) {
  if (text === 'usual' || text === 'max') return text;
  const rate = Number(text);
  if (!(rate >= 1 && rate <= 50_000)) throw new Error(`speed "${text}" is not usual, max, or a number of steps per second from 1 to 50000`);
  return rate;
}

// readValues reads pairs like policy=h3 and returns the values of a run or of a change.
function readValues(pairs, lab, fresh) {
  const values = {};
  let seed;
  for (const pair of pairs) {
    const [key, text, ...more] = pair.split('=');
    if (!text || more.length > 0) throw new Error(`"${pair}" is no pair like policy=h3`);
    if (key === 'preset') Object.assign(values, find(lab.presets, text, 'preset', lab).values);
    else if (key === 'seed' && fresh && /^\d{1,18}$/.test(text)) seed = text;
    else values[key] = readValue(find(lab.params, key, 'control', lab), text);
  }
  if (!fresh && pairs.length === 0) throw new Error('"set" needs pairs like policy=h3');
  return { values, seed };
}

// readPlace reads what a lesson points at: {what, key}.
function readPlace(text, lab) {
  const [what, key, ...more] = text.split(/\s+/);
  if (more.length === 0) {
    if (what === 'control') return { what, key: find(lab.params, key, 'control', lab).key };
    if (what === 'metric') return { what, key: find(lab.metrics, key, 'metric', lab).key };
    if (what === 'preset') return { what, key: find(lab.presets, key, 'preset', lab).key };
    if (what === 'button' && places[key]) return { what, key };
    if (what === 'stage' && key === undefined) return { what, key: '' };
  }
  throw new Error(`"${text}" is nothing to point at: want stage, control KEY, metric KEY, preset KEY, or button and one of ${listed(Object.keys(places))}`);
}
