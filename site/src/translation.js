// Says in another language what was said in English: by the whole text, by a form of it with
// {0}, {1} … where values stood, or sentence by sentence. What the catalog does not know stays
// English. Package internal/words does the same for the stage and the window.

import { labs } from './catalog.js';

let own = {}; // the page's messages by their English
let told = {}; // those of what is composed elsewhere
let forms = []; // those of the latter with holes, {parts, holes, message, literals}; of two that fit, the longer one counts
const remembered = 2000; // texts whose translations are kept
const said = new Map();

// translate says the page and the labs' descriptions in a language and returns what else is to
// be said in it, {say, fill}.
export function translate(messages, language) {
  own = messages.page;
  told = messages.told;
  forms = Object.entries(told).filter(([english]) => /\{\d\}/.test(english)).map(([english, message]) => {
    const [parts, holes] = [english.split(/\{\d\}/), [...english.matchAll(/\{(\d)\}/g)].map(([, i]) => Number(i))];
    return { parts, holes, message, literals: parts.join('').length };
  }).sort((a, b) => b.literals - a.literals);
  translatePart(labs);
  translatePage(language);
  return { say, fill };
}

const inserted = (message, value) => message.replace(/\{(\d)\}/g, (_, i) => value(Number(i)));

// fill returns a message with its values.
const fill = (english, values) => particles(inserted(exact(english) || english, (i) => values[i]));

// say returns what an English text is in the language.
export function say(english) {
  if (!/[A-Za-z]/.test(english)) return english;
  if (!said.has(english)) {
    if (said.size >= remembered) said.clear();
    said.set(english, particles(find(english)));
  }
  return said.get(english);
}

function find(english) {
  const other = known(english);
  if (other !== null) return other;
  const sentences = english.split(/(?<=[.!?]) (?=[A-Z0-9"]|h\.\d)/);
  if (sentences.length > 1) return sentences.map(find).join(' ');
  return pieces(english);
}

// pieces says what is made of known texts: a list of them, one with something behind it, one
// that goes on or was made a sentence of.
function pieces(english) {
  for (const between of [', ', ' · ', ' → ', ' ', '.', ',']) {
    let at = english.indexOf(between);
    if (between === ' ') { // the longest one that is known
      at = english.lastIndexOf(between);
      while (at > 0 && !exact(english.slice(0, at))) at = english.lastIndexOf(between, at - 1);
    }
    const right = english.slice(at + between.length);
    if (at <= 0 || (right !== '' && between.length === 1 && between !== ' ')) continue;
    const said = find(english.slice(0, at)) + between + find(right);
    if (!inEnglish.test(said)) return said;
  }
  return english;
}

const exact = (english) => (Object.hasOwn(told, english) ? told[english] : Object.hasOwn(own, english) ? own[english] : '');

// telling is from how many letters around its holes on a form is meant where it fits. Shorter
// ones, like "{0} of {1}", fit much, and are meant where all that stands in them is known.
const telling = 20;
const inEnglish = /[a-z] [a-z]{2}/;

function known(english) {
  if (exact(english)) return exact(english);
  for (const form of forms) {
    const values = match(form, english);
    const other = values && inserted(form.message, (i) => find(values[form.holes.indexOf(i)] ?? ''));
    if (values && (form.literals >= telling || !inEnglish.test(other))) return other;
  }
  return null;
}

// match returns what stands in the holes of a form: something, and no end of a sentence.
function match({ parts, holes }, english) {
  if (!english.startsWith(parts[0])) return null;
  const values = [];
  let rest = english.slice(parts[0].length);
  for (let i = 1; i <= holes.length; i++) {
    const at = i < holes.length ? rest.indexOf(parts[i], 1) : rest.length - parts[i].length;
    if (at < 1 || !rest.startsWith(parts[i], at) || rest.slice(0, at).includes('. ')) return null;
    values.push(rest.slice(0, at));
    rest = rest.slice(at + parts[i].length);
  }
  return values;
}

// particles chooses between both forms of a Korean particle, by the sound before it: a
// syllable with a final consonant, or a digit or a letter whose name has one.
function particles(text) {
  return text.replace(/(.)([”’"')\] ]*)(은\(는\)|이\(가\)|이에요\(예요\)|을\(를\)|과\(와\)|으로\(로\))/gu, (_, last, quotes, both) => {
    const [consonant, vowel] = both.slice(0, -1).split('(');
    const final = finalOf(last);
    return last + quotes + (final === 'ㄹ' && vowel === '로' ? vowel : final ? consonant : vowel);
  });
}

function finalOf(last) {
  const syllable = last.codePointAt(0) - 0xac00;
  if (syllable >= 0 && syllable < 11_172) return syllable % 28 === 8 ? 'ㄹ' : syllable % 28 > 0;
  return /[178lr]/i.test(last) ? 'ㄹ' : /[036mn]/i.test(last);
}

// The words of a lab's description, by the names of what holds them.
const described = new Set(['label', 'help', 'unit', 'group', 'question', 'legend', 'title', 'words', 'across', 'upward', 'meanings']);

// translatePart says a description in the language, in place: all that load it share it.
function translatePart(part) {
  for (const [name, value] of Object.entries(part)) {
    if (described.has(name) && typeof value === 'string') part[name] = say(value);
    else if (Array.isArray(value) && (name === 'meanings' || name === 'options')) part[name] = value.map((one) => (typeof one === 'string' ? say(one) : translatePart(one)));
    else if (typeof value === 'object' && value !== null) translatePart(value);
  }
  return part;
}

const attributes = ['aria-label', 'title', 'placeholder'];

// translatePage says what a page was written with, before anything else is put into it.
function translatePage(language) {
  document.documentElement.lang = language;
  document.title = say(document.title);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const [, before, text, after] = /^(\s*)(.*?)(\s*)$/s.exec(node.data);
    if (text) node.data = before + say(text) + after;
  }
  for (const name of attributes) {
    for (const one of document.querySelectorAll(`body [${name}]`)) one.setAttribute(name, say(one.getAttribute(name)));
  }
}
