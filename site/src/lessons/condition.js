// What a lesson asks of the session, and the numbers of the session in its words. A condition
// is read once, against the catalog, and looked at with every snapshot.

import { exact, number } from '../dom.js';
import { say } from '../words.js';

// Names that need no key after them: {of: what facts they are}.
const plain = {
  step: (facts) => facts.step,
  episode: (facts) => facts.episode,
  seed: (facts) => facts.seed,
  series: (facts) => facts.series, // games of the series that was played in this step of the lesson
};

const states = {
  playing: (facts) => facts.playing,
  paused: (facts) => !facts.playing,
  ended: (facts) => facts.ended, // the episode on the stage
  'looking back': (facts) => facts.back > 0,
};

// What is known of a learner that was evaluated; see snapshot.js.
const learned = ['steps', 'episodes', 'mean', 'failed', 'baseline'];

const compare = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

export const listed = (names) => names.join(', ');

// find returns the entry of a catalog's list that has a key, or throws what would be accepted.
export function find(list, key, what, lab) {
  const found = list.find((one) => one.key === key);
  if (!found) throw new Error(`there is no ${what} "${key}" in the lab ${lab.key}, which has ${listed(list.map((one) => one.key))}`);
  return found;
}

// readFact reads what stands for one number or word of the session: {read(facts), words(facts),
// accepts(text), kind}. accepts returns the value that a text means beside it, or throws.
export function readFact(text, lab) {
  const [kind, key, ...rest] = text.trim().split(/\s+/);
  if (rest.length === 0) {
    if (key === undefined && plain[kind]) return numeric(plain[kind], 0);
    if (kind === 'metric' && key) return metric(find(lab.metrics, key, 'metric', lab));
    if (kind === 'value' && key) return value(find(lab.params, key, 'control', lab));
    if (kind === 'learner' && key) return learner(key);
  }
  throw new Error(`"${text.trim()}" is no fact of the session: write metric KEY, value KEY, learner ${learned.join('|')}, ${listed(Object.keys(plain))}`);
}

const numeric = (read, decimals) => ({ read, words: (facts) => number(read(facts), decimals), accepts: readNumber });

function readNumber(text) {
  if (text === '' || !Number.isFinite(Number(text))) throw new Error(`"${text}" is not a number`);
  return Number(text);
}

const oneOf = (names, what) => (text) => {
  if (!names.includes(text)) throw new Error(`"${text}" is not one of the ${what}: ${listed(names)}`);
  return text;
};

function metric({ key, decimals, options }) {
  if (!options) return numeric((facts) => facts.metrics[key], decimals);
  const read = (facts) => options[facts.metrics[key]];
  return { read, words: read, accepts: (text) => oneOf(options, `values of ${key}`)(options.includes(text) ? text : say(text)) }; // the catalog may speak another language
}

// readValue returns a text as a control takes it, or throws what it takes.
export function readValue(param, text) {
  if (param.kind === 'bool') return oneOf(['on', 'off'], `values of ${param.key}`)(text);
  if (param.kind === 'choice') return oneOf(param.options.map(({ key }) => key), `values of ${param.key}`)(text);
  return String(readNumber(text));
}

function value(param) {
  const text = (facts) => facts.values.get(param.key);
  if (param.kind === 'int' || param.kind === 'float') {
    const read = (facts) => Number(text(facts));
    return { read, words: (facts) => exact(read(facts)), accepts: readNumber };
  }
  const label = (key) => param.options?.find((option) => option.key === key)?.label ?? key;
  return { read: text, words: (facts) => label(text(facts)), accepts: (given) => readValue(param, given) };
}

function learner(key) {
  oneOf(learned, 'facts of a learner')(key);
  return numeric((facts) => facts.learner?.[key] ?? NaN, key === 'mean' || key === 'baseline' ? 1 : 0);
}

// readCondition returns a function of the facts that says whether a condition holds. It is
// terms joined by "and": a state, or FACT OPERATOR VALUE, where the value may be a fact too.
export function readCondition(text, lab) {
  const terms = text.split(/\s+and\s+/).map((term) => readTerm(term.trim(), lab));
  return (facts) => terms.every((term) => term(facts));
}

function readTerm(text, lab) {
  if (states[text]) return states[text];
  const parts = /^(.*?)\s*(!=|<=|>=|=|<|>)\s*(.*)$/.exec(text);
  if (!parts) throw new Error(`"${text}" is no condition: write one like metric ${lab.metrics[0].key} >= 3, value ${lab.params[0].key} = ${lab.params[0].default}, or one of ${listed(Object.keys(states))}`);
  const [, left, sign, right] = parts;
  const fact = readFact(left, lab);
  const other = /^(metric|value|learner)\s|^(step|episode|seed)$/.test(right) ? readFact(right, lab).read : constant(fact.accepts(right));
  return (facts) => compare[sign](fact.read(facts), other(facts));
}

const constant = (known) => () => known;

// readWords returns a function of the facts that fills numbers of the session into a text:
// {metric peak} becomes what the page writes for it, {guess} what was predicted.
export function readWords(text, lab) {
  const parts = text.split(/\{([^{}]*)\}/).map((part, i) => {
    if (i % 2 === 0) return constant(part);
    return part.trim() === 'guess' ? (facts) => facts.guess : readFact(part, lab).words;
  });
  return (facts) => parts.map((part) => part(facts)).join('');
}
