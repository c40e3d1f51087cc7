// The Web Worker: it owns the thinking program and its loop. Every message it
// gets is {kind, ...}; see the handlers for what each answers.

import { lastWords } from './console.js';
import './wasm_exec.js';
import { compile } from './download.js';
import { kernelHost } from './kernel.js';
import { kernelBytes } from './kernelbytes.js';

const budget = 8; // ms that a slice may take before messages are let in
const nap = 4; // ms between slices when the machine is faster than the run
const measure = 500; // ms over which steps per second are counted

let program; // the exports of the Go program
let memory;
let playing = false;
let rate = 10;
let target = null; // the step to jump to
let loop = 0; // raised to end a loop: two must never interleave
let dead = false;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const post = (kind, fields, transfer) => postMessage({ kind, ...fields }, transfer ?? []);

// say hands text to the program; told reads n bytes of what it answered.
function say(text) {
  const bytes = encoder.encode(text);
  const place = program.reserve(bytes.length); // may replace memory.buffer
  new Uint8Array(memory.buffer, place, bytes.length).set(bytes);
  return bytes.length;
}
function said(n) {
  const place = program.address();
  return new Uint8Array(memory.buffer, place, n);
}
const told = (n) => decoder.decode(said(n));

async function load() {
  const go = new Go();
  const module = await compile('worker', (done, total) => post('progress', { done, total }));
  const kernel = kernelHost(kernelBytes);
  const instance = await WebAssembly.instantiate(module, { ...go.importObject, ...kernel.imports });
  memory = instance.exports.mem;
  kernel.connect(memory);
  program = instance.exports;
  go.run(instance).then(() => die('the program ended'), (error) => die(error.message));
  await new Promise((resolve) => setTimeout(resolve)); // let an early end be seen
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

const channel = new MessageChannel();
let tick = () => {};
channel.port1.onmessage = () => tick();
const soon = () => channel.port2.postMessage(null);

// wake starts a loop in place of the one that runs, if there is anything to do.
function wake() {
  const mine = ++loop;
  if (!playing && target === null) return meter.stop();
  let last = performance.now();
  tick = () => {
    if (mine !== loop) return;
    const start = performance.now();
    const elapsed = start - last;
    last = start;
    const busy = alive(() => (target !== null ? jump() : play(elapsed)));
    if (mine !== loop || busy === undefined) return;
    if (busy === 'idle') meter.stop();
    else if (busy === 'full') soon();
    else setTimeout(() => mine === loop && tick(), nap);
  };
  tick();
}

// play takes a slice and says how the loop goes on.
function play(elapsed) {
  const start = performance.now();
  const taken = program.slice(elapsed, budget);
  const now = performance.now();
  meter.add(taken, now, now - start);
  if (program.waiting()) return 'idle';
  return now - start >= budget / 2 ? 'full' : 'light';
}

function jump() {
  const there = program.jump(target, budget);
  if (!there) return 'full';
  target = null;
  playing = false;
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
const answer = (id, fields) => post('answer', { id, ...fields });

function outcome(id, n) {
  const error = n === 0 ? '' : told(n);
  answer(id, { error });
  wake();
}

const handlers = {
  open: ({ id, link }) => outcome(id, program.open(say(link))),
  command: ({ id, text }) => outcome(id, program.command(say(text))),
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
    wake();
  },
  jump({ step }) {
    target = step;
    wake();
  },
  link: ({ id }) => answer(id, { text: told(program.link()) }),
  digest: ({ id }) => answer(id, { text: told(program.digest()) }),
  // A buffer that comes with the request has been drawn and is filled again.
  snapshot({ flags, rewind, buffer }) {
    const length = program.snapshot(flags, rewind);
    if (!buffer || buffer.byteLength < length) buffer = new ArrayBuffer(length + (length >> 2));
    new Uint8Array(buffer).set(said(length));
    const settings = told(program.settings());
    post('snapshot', { buffer, length, settings, playing, jumping: target !== null, perSecond: meter.perSecond, load: meter.load }, [buffer]);
  },
};

addEventListener('message', ({ data }) => {
  if (!program) return; // the page asks nothing before 'ready'
  alive(() => handlers[data.kind]?.(data));
});

load().catch((error) => post('failed', { message: error.message, file: error.file ?? '' }));
