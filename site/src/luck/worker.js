// The Web Worker that asks whether a run was luck, beside the one that owns the session. It
// gets the program compiled, {kind: 'begin', module}, and says when it is ready. Some train
// one seed after the other: {kind: 'train', link, steps, episodes} and {kind: 'pause', on};
// one keeps the statistics: {kind: 'note', seed, points, end}. That one also makes the links of
// the runs, {kind: 'links', link, seeds, setting}.

import { lastWords } from '../console.js';
import { program, say, start, told } from '../program.js';

const budget = 100; // ms that a slice may take before messages are let in
const gathering = 200; // ms for which outcomes are gathered before statistics are made of them

const post = (kind, fields) => postMessage({ kind, ...fields });
const fail = (reason) => post('failed', { message: lastWords() || reason });

let training = false;
let paused = false;

const channel = new MessageChannel();
channel.port1.onmessage = () => alive(slice);
const soon = () => channel.port2.postMessage(null);

function train({ link, steps, episodes }) {
  const wrong = program.trial(say(link), steps, episodes);
  if (wrong > 0) return post('refused', { message: told(wrong) });
  training = true;
  if (!paused) soon();
}

function slice() {
  if (paused || !training) return;
  const over = program.play(budget) !== 0;
  post('progress', { share: program.progress(), points: told(program.points()) });
  if (!over) return soon();
  training = false;
  const standings = told(program.standings());
  program.finish();
  const wrong = program.balked();
  if (wrong > 0) post('refused', { message: told(wrong) });
  else post('done', { standings });
}

function pause({ on }) {
  const waited = paused;
  paused = on;
  if (on) post('paused');
  else if (waited && training) soon();
}

let asked = null; // a timer: statistics are due
let notes = 0; // since the last ones

// note takes in how a seed did, {steps, failed, return} each, and at the end {failed, return}
// of it and of the heuristic.
function note({ seed, points, end }) {
  for (const point of points) program.outcome(seed, point.steps, point.failed, point.return);
  if (end) program.finished(seed, end.ours.failed, end.ours.return, end.rival.failed, end.rival.return);
  notes++;
  asked ??= setTimeout(() => alive(compute), gathering);
}

function compute() {
  asked = null;
  post('statistics', { curve: told(program.curve()), spread: told(program.spread()), notes });
  notes = 0;
}

function alive(f) {
  try {
    f();
  } catch (error) {
    fail(error.message);
  }
}

// links answers with the link of a run for every seed, with which it also has a setting,
// [key, value], whatever the link says.
function links({ link, seeds, setting }) {
  const made = [];
  for (const seed of seeds) {
    const n = program.sibling(say([link, seed, ...setting].join('\n')));
    if (n < 0) return post('links', { error: told(-n) });
    made.push(told(n));
  }
  post('links', { error: '', links: made });
}

async function begin({ module }) {
  await start(module, fail);
  post('ready');
}

const handlers = { train, pause, note, links, begin: (data) => { begin(data).catch((error) => fail(error.message)); } };

addEventListener('message', ({ data }) => alive(() => handlers[data.kind](data)));
