// The Web Worker: it owns the computing program and its loop. Every message it gets is
// {kind, number, ...}, see order.js; see the handlers for what each answers.

import { lastWords } from './console.js';
import { compile } from './download.js';
import { Order } from './order.js';
import { copied, give, program, said, say, start, told } from './program.js';

const budget = 12; // ms that a slice may take before messages are let in
const nap = 4; // ms between slices when the machine is faster than the run
const measure = 500; // ms over which steps per second are counted

const full = globalThis.name === 'language'; // the program that carries the language for programs

let module; // the program, compiled
let playing = false;
let rate = 10;
let target = null; // the step to jump to
let bounds = [0, 0]; // of training: steps and seconds
let loop = 0; // raised to end a loop: two must never interleave
let dead = false;
let runs = 0; // raised when another run or another mind takes the place of the present one

const matches = []; // ids of the requests whose matches are being played

let sent = 0; // messages
const post = (kind, fields, transfer) => postMessage({ kind, number: sent++, ...fields }, transfer ?? []);

async function load() {
  module = await compile(full ? 'language' : 'worker', (done, total) => post('progress', { done, total }));
  await start(module, die);
  if (!dead) post('ready', { backend: told(program.backend()) });
}

function die(reason) {
  if (dead) return;
  dead = true;
  loop++;
  post('died', { message: lastWords() || reason });
}

// alive runs f and reports the program's death instead of throwing it.
function alive(f) {
  if (dead) return undefined;
  try {
    return f();
  } catch (error) {
    die(error.message);
    return undefined;
  }
}

// --- the loop ---------------------------------------------------------------

let tick = () => {};
const turn = (mine) => mine === loop && tick(); // one that an ended loop asked for is not taken
const channel = new MessageChannel();
channel.port1.onmessage = ({ data }) => turn(data);
const soon = (mine) => channel.port2.postMessage(mine);

// wake starts a loop in place of the one that runs, if there is anything to do.
function wake() {
  const mine = ++loop;
  if (!playing && target === null && matches.length === 0) return meter.stop();
  let last = performance.now();
  tick = () => {
    const start = performance.now();
    const elapsed = start - last;
    last = start;
    const busy = alive(() => work(elapsed));
    if (mine !== loop || busy === undefined) return;
    if (busy === 'idle') meter.stop();
    else if (busy === 'full') soon(mine);
    else setTimeout(turn, nap, mine);
  };
  tick();
}

// work takes a slice of everything there is to do and says how the loop goes on.
function work(elapsed) {
  if (matches.length > 0) playMatch();
  if (target !== null) return jump();
  const busy = playing ? play(elapsed) : 'idle';
  return matches.length > 0 ? 'full' : busy;
}

// playMatch plays the match that was asked for first, beside the run.
function playMatch() {
  if (!program.play(budget)) return;
  answer(matches.shift(), { error: '', text: told(program.standings()) });
  program.finish();
}

// enter queues the match that a request has begun; n bytes say why there is none.
function enter(id, n) {
  if (n > 0) return answer(id, { error: told(n), text: '' });
  matches.push(id);
  wake();
}

// bounded ends the run at a limit of training, and returns whether it has.
function bounded() {
  const limit = program.limit();
  if (limit === 0) return false;
  playing = false;
  target = null;
  post('limit', { limit });
  return true;
}

// play takes a slice and says how the loop goes on.
function play(elapsed) {
  const start = performance.now();
  const taken = program.slice(elapsed, budget);
  const now = performance.now();
  meter.add(taken, now, now - start);
  if (bounded() || program.waiting()) return 'idle';
  return now - start >= budget / 2 ? 'full' : 'light';
}

function jump() {
  const there = program.jump(target, budget);
  if (!there) return 'full';
  target = null;
  playing = false;
  bounded();
  post('arrived');
  return 'idle';
}

// meter measures steps per second and the share of time spent stepping.
const meter = {
  steps: 0, busy: 0, since: 0, perSecond: 0, load: 0,
  stop() {
    this.steps = this.busy = this.perSecond = this.load = this.since = 0;
  },
  add(steps, now, busy) {
    this.steps += steps;
    this.busy += busy;
    this.since ||= now - busy;
    const span = now - this.since;
    if (span < measure) return;
    this.perSecond = (1000 * this.steps) / span;
    this.load = this.busy / span;
    this.steps = this.busy = 0;
    this.since = now;
  },
};

// --- what the page may ask --------------------------------------------------

// answer sends the outcome of the request that carried id.
const answer = (id, fields, transfer) => post('answer', { id, ...fields }, transfer);

function outcome(id, fields) {
  answer(id, fields);
  wake();
}

// wrong is what n bytes say is wrong, empty for nothing; fault adds whether it needs the
// language.
const wrong = (n) => (n === 0 ? '' : told(n));
const fault = (n) => ({ error: wrong(n), lacks: n !== 0 && program.lacks() !== 0 });

// replaced is the outcome of what puts another run in place of the present one:
// matches of the old one end.
function replaced(id, fields) {
  if (!fields.error) {
    runs++;
    for (const old of matches.splice(0)) answer(old, { error: 'the run has changed', text: '' });
  }
  outcome(id, { ...fields, run: runs });
}

// restored goes on with a saved run and its rows, and returns what fault does.
function restored(buffer, rows) {
  const outcome = fault(program.restore(give(new Uint8Array(buffer))));
  if (!outcome.error && rows) program.recall(give(new Uint8Array(rows)));
  return outcome;
}

// mistakeIn reads what check has written in n bytes.
function mistakeIn(n) {
  if (n === 0) return null;
  const [line, column, ...message] = told(n).split('\n');
  return { line: Number(line), column: Number(column), message: message.join('\n') };
}

function bytes(id, n) {
  if (n < 0) return answer(id, { error: told(-n) });
  const buffer = copied(n);
  answer(id, { error: '', buffer }, [buffer]);
}

const handlers = {
  open: ({ id, link }) => replaced(id, fault(program.open(say(link)))),
  again: ({ id, link }) => replaced(id, fault(program.again(say(link)))),
  command: ({ id, text }) => outcome(id, fault(program.command(say(text)))),
  check: ({ id, source }) => answer(id, { mistake: mistakeIn(program.check(say(source))) }),
  rate(message) {
    rate = message.rate === 'max' ? Infinity : message.rate;
    program.rate(rate);
    wake();
  },
  play(message) {
    playing = message.on;
    target = null;
    wake();
  },
  step() {
    program.step();
    bounded();
    wake();
  },
  jump({ step }) {
    target = step;
    wake();
  },
  limits({ steps, seconds }) {
    bounds = [steps, seconds];
    program.limits(steps, seconds);
  },
  evaluate: ({ id, episodes }) => enter(id, program.evaluate(episodes)),
  baselines: ({ id }) => enter(id, program.baselines()),
  save({ id }) {
    const buffer = copied(program.save());
    const rows = copied(program.csv());
    const step = Number(/&at=(\d+)/.exec(told(program.link()))?.[1] ?? 0);
    answer(id, { error: '', buffer, rows, step, run: runs, settings: told(program.present()) }, [buffer, rows]);
  },
  restore: ({ id, buffer, rows }) => replaced(id, restored(buffer, rows)),
  // leave gives everything that the other program needs to go on, and does nothing more;
  // enter goes on with it there.
  leave({ id }) {
    loop++;
    const buffer = copied(program.save());
    const rows = copied(program.csv());
    answer(id, { buffer, rows, playing, rate, target, bounds, runs, spent: program.spent() }, [buffer, rows]);
  },
  enter({ id, run }) {
    ({ playing, rate, target, bounds, runs } = run);
    program.limits(...bounds);
    program.rate(rate);
    const came = run.buffer.byteLength > 0 ? restored(run.buffer, run.rows) : { error: '' };
    program.spend(run.spent);
    outcome(id, came);
  },
  saveMind: ({ id }) => bytes(id, program.saveMind()),
  loadMind({ id, buffer }) {
    const came = fault(program.loadMind(give(new Uint8Array(buffer))));
    if (!came.error) runs++;
    outcome(id, came);
  },
  whatIf({ id, back }) {
    const n = program.whatIf(back);
    if (n < 0) return answer(id, { error: told(-n), text: '' });
    const text = told(n);
    const buffer = copied(program.whatIfMind());
    answer(id, { error: '', text, buffer }, [buffer]);
  },
  csv: ({ id }) => bytes(id, program.csv()),
  stopped: ({ id }) => answer(id, { text: told(program.stopped()) }),
  link: ({ id }) => answer(id, { text: told(program.link()) }),
  // share adds to the link what the run is now; settings is the link of a run that starts
  // as it is now.
  share({ id, by }) {
    const text = told(program.share(say(by)));
    answer(id, { text, settings: told(program.present(say(''))), adopted: program.adopted() !== 0 });
  },
  prepare({ id, sheet }) {
    const n = program.prepare(say(sheet));
    answer(id, n < 0 ? { error: told(-n), text: '' } : { error: '', text: told(n) });
  },
  readable: ({ id }) => answer(id, { text: told(program.readable()) }),
  repeated: ({ id, by }) => answer(id, { text: told(program.repeated(say(by))), step: program.sharedAt() }),
  // players says of those players of a series who they are at present.
  players({ id, keys }) {
    answer(id, { error: '', players: keys.map((key) => {
      const n = program.mind(say(key));
      return { key, error: n < 0 ? told(-n) : '', learns: n !== 0, steps: n > 0 ? program.learned() : 0 };
    }) });
  },
  // lineup hands over what a worker of its own needs to play a series with them.
  lineup({ id, keys, series, by }) {
    const minds = [];
    for (const key of keys) {
      const n = program.mind(say(key));
      if (n < 0) return answer(id, { error: `${key}: ${told(-n)}` });
      if (n > 0) minds.push({ key, buffer: copied(n) });
    }
    answer(id, {
      error: '', minds, module, run: told(program.share(say(`${by}\n${series}`))), present: told(program.present(say(series))), adopted: program.adopted() !== 0,
    }, minds.map(({ buffer }) => buffer));
  },
  digest: ({ id }) => answer(id, { text: told(program.digest()) }),
  // A buffer that comes with the request has been drawn and is filled again.
  snapshot({ flags, rewind, focus, buffer }) {
    const length = program.snapshot(flags, rewind, focus);
    if (!buffer || buffer.byteLength < length) buffer = new ArrayBuffer(length + (length >> 2));
    new Uint8Array(buffer).set(said(length));
    const settings = told(program.settings());
    post('snapshot', {
      buffer, length, rewind, settings, playing, jumping: target !== null, perSecond: meter.perSecond, load: meter.load,
      verdict: program.verdict(), match: matches.length > 0 ? program.progress() : null,
    }, [buffer]);
  },
};

const order = new Order((message) => alive(() => handlers[message.kind]?.(message)));
addEventListener('message', ({ data }) => order.take(data)); // the page asks nothing before 'ready'

load().catch((error) => post('failed', { message: error.message, file: error.file ?? '' }));
