// The page: it owns no science. Controls become commands to the worker's
// session; the session's snapshots become the stage, the numbers and the words.

import { labs, linkVersion } from './catalog.js';
import { Controls } from './controls.js';
import { share, help } from './dialogs.js';
import { byId, element, number, put, write } from './dom.js';
import { dismiss, notice } from './notices.js';
import { Session, viewText, viewWhole } from './session.js';
import { read } from './snapshot.js';
import { Stage } from './stage.js';
import { Story, attemptsOf } from './story.js';
import { watchMotion, watchTheme } from './theme.js';
import { Tiles } from './tiles.js';
import { Transport } from './transport.js';

// labOf returns the lab that a link names, the first one where it names none.
const labOf = (link) => labs.find(({ key }) => new RegExp(`(^|&)lab=${key}(&|$)`).test(link)) ?? labs[0];

const lab = labOf(location.hash.slice(1));
const textEvery = 1000; // ms between two descriptions in words
const numbersEvery = 100; // ms between two looks at the numbers
const strike = 0.6; // load that the buttons inject

const page = {
  open: false, // a run is open in the worker
  wanted: null, // the link to open as soon as the worker is ready
  values: new Map(lab.params.map((param) => [param.key, param.default])),
  seed: lab.seed,
  whole: false,
  shot: null, // the latest snapshot
  sharedAt: 0, // the step at which the opened link was shared
  jumping: false,
  loaded: { worker: [0, 0], view: [0, 0] },
  drawn: false,
  stageLost: false,
};

// --- links ------------------------------------------------------------------

// settingsLink describes a fresh run with the present values.
function settingsLink() {
  const changed = lab.params.filter((param) => page.values.get(param.key) !== param.default);
  return [`v=${linkVersion}`, `lab=${lab.key}`, `seed=${encodeURIComponent(page.seed)}`,
    ...changed.map((param) => `${param.key}=${encodeURIComponent(page.values.get(param.key))}`)].join('&');
}

// readSettings returns the values that a link of the session describes.
function readSettings(link) {
  const given = new Map(link.split('&').map((pair) => pair.split('=')));
  page.seed = given.get('seed') ?? page.seed;
  return new Map(lab.params.map((param) => [param.key, given.get(param.key) ?? param.default]));
}

function hash() {
  const text = location.hash.slice(1);
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    return text; // the session says what is wrong with it
  }
}

function forgetHash() {
  try {
    history.replaceState(null, '', location.pathname + location.search);
  } catch {
    // a browser that counts these is content with the old address
  }
}

// --- the run ----------------------------------------------------------------

// open starts a run and returns what is wrong with its link, empty for nothing.
async function open(link) {
  const error = await session.open(link);
  if (error) return error;
  page.open = true;
  page.jumping = false;
  page.sharedAt = Number(/(?:^|&)at=(\d+)/.exec(link)?.[1] ?? 0);
  transport.showRewind(0, 0);
  dismiss('link');
  dismiss('jump');
  if (page.sharedAt > 0) offerJump();
  session.rate(transport.rate);
  play(true);
  return '';
}

async function openShared(link) {
  const error = await open(link);
  if (!error) return;
  if (page.open) {
    notice('link', `This link cannot be opened. ${sentence(error)} The present run goes on.`, { Dismiss: forgetHash });
    return;
  }
  showCover('Nothing is running: the link could not be opened.');
  notice('link', `This link cannot be opened. ${sentence(error)}`, { 'Start with defaults': startFresh });
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

function startFresh() {
  forgetHash();
  return restart();
}

// restart begins again from the same seed with the present values.
async function restart() {
  if (!session.ready) {
    page.wanted = settingsLink();
    if (!session.worker) session.start();
    return;
  }
  const playing = transport.playing;
  const error = await open(settingsLink());
  if (error) notice('link', sentence(error), { Dismiss() {} });
  else if (!playing) play(false);
}

function offerJump() {
  notice('jump', `This is a shared run. It repeats from the start, exactly as its visitor saw it.`, {
    [`Jump to step ${number(page.sharedAt)}, where it was shared`]: () => {
      page.jumping = true;
      transport.showRewind(0);
      session.jump(page.sharedAt);
      transport.showPlaying(false);
    },
    'Watch from the start': () => {},
  });
}

async function play(on) {
  if (on && !page.open) return restart();
  transport.showPlaying(on);
  if (on) transport.showRewind(0);
  page.jumping = false;
  session.play(on);
}

function step() {
  play(false);
  transport.showRewind(0);
  session.step();
}

function speed(rate) {
  transport.showSpeed(rate);
  stage.set('rate', rate);
  session.rate(rate);
}

function rewind(back) {
  if (back > 0 && transport.playing) play(false);
  transport.showRewind(back);
}

async function command(text) {
  return page.open ? session.command(text) : 'nothing is running yet';
}

// change gives a parameter a new value: at once where it may, by a restart
// where not. What is refused goes back to what it was.
async function change(param, text) {
  const before = page.values.get(param.key);
  if (text === before) return;
  if (!page.open) {
    page.values.set(param.key, text);
    return;
  }
  let error;
  if (param.live) {
    error = await session.command(`set ${param.key} ${text.replace(/\s/g, '') || '""'}`);
  } else {
    page.values.set(param.key, text);
    const playing = transport.playing;
    error = await open(settingsLink());
    if (error) page.values.set(param.key, before);
    else if (!playing) play(false);
  }
  if (!error) return;
  controls.show(param.key, before);
  controls.refuse(param.key, sentence(error.replace(/^link: /, '')));
}

async function usePreset(preset) {
  const params = lab.params.filter((param) => param.key in preset.values && preset.values[param.key] !== page.values.get(param.key));
  if (page.open && params.every((param) => param.live)) {
    for (const param of params) await session.command(`set ${param.key} ${preset.values[param.key]}`);
    return;
  }
  for (const param of params) {
    page.values.set(param.key, preset.values[param.key]);
    controls.show(param.key, preset.values[param.key]);
  }
  if (page.open) restart();
}

async function changeSeed(text) {
  if (text === page.seed) return;
  const before = page.seed;
  page.seed = text;
  const error = page.open ? await open(settingsLink()) : '';
  if (error) {
    page.seed = before;
    notice('link', sentence(error), { Dismiss() {} });
  }
  transport.showSeed(page.seed);
  byId('seed').value = page.seed;
}

// --- the visitor's hand -----------------------------------------------------

function pressKey(key, repeat) {
  const found = lab.keys.find((candidate) => candidate.key === key);
  if (!found) return;
  switch (found.command) {
    case 'play': if (!repeat) play(!transport.playing); break;
    case 'step': step(); break;
    case 'reset': if (!repeat) restart(); break;
    default: act(found.command);
  }
}

async function act(text) {
  if (page.values.get('policy') !== 'you') await command('set policy you');
  transport.showRewind(0);
  const error = await command(text);
  if (error) flash(sentence(error));
}

let flashed = '';
let flashTimer = 0;

// flash shows a passing remark in place of the story.
function flash(text) {
  flashed = text;
  clearTimeout(flashTimer);
  flashTimer = setTimeout(() => { flashed = ''; }, 3000);
  write(byId('story'), text);
}

const hand = {
  set: (key, text) => change(lab.params.find((param) => param.key === key), text),
  preset: (key) => usePreset(lab.presets.find((preset) => preset.key === key)),
  speed,
  // The node farthest from the agent: whoever sees only nine nodes has to find it.
  breakNode() {
    const place = page.shot?.place;
    if (!place) return;
    const row = (Math.floor(place.agent / place.columns) + (place.rows >> 1)) % place.rows;
    const column = ((place.agent % place.columns) + (place.columns >> 1)) % place.columns;
    inject(row * place.columns + column, strike);
  },
  inject: (place, amount) => inject(place, amount),
  playYourself() {
    if (page.values.get('policy') !== 'you') command('set policy you');
    stage.focus();
  },
};

async function inject(place, amount) {
  if (transport.back > 0) play(true);
  const error = await command(`inject ${place} ${amount}`);
  if (error) flash(sentence(error));
}

// The same as a click on a node, for whoever has only a keyboard.
byId('disturb-do').addEventListener('click', () => {
  const { rows, columns } = page.shot?.place ?? {};
  const row = Number(byId('disturb-row').value);
  const column = Number(byId('disturb-column').value);
  if (!(Number.isInteger(row) && row >= 1 && row <= rows && Number.isInteger(column) && column >= 1 && column <= columns)) {
    flash(`Row is 1 to ${rows} and column 1 to ${columns}.`);
    return;
  }
  inject((row - 1) * columns + column - 1, strike);
});

const attempts = attemptsOf[lab.key];
let attempt = 0;
write(byId('try'), attempts[attempt].label);
byId('try').addEventListener('click', () => {
  if (!page.open) return;
  attempts[attempt].do(hand);
  attempt = (attempt + 1) % attempts.length;
  write(byId('try'), attempts[attempt].label);
});

// --- loading and failing ----------------------------------------------------

function showCover(text, buttons = {}) {
  byId('cover').hidden = false;
  write(byId('cover-text'), text);
  byId('progress').hidden = true;
  byId('cover-buttons').replaceChildren(...Object.entries(buttons).map(([label, act]) =>
    element('button', { type: 'button', class: 'primary', click: act }, label)));
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

function progressed(who, done, total) {
  page.loaded[who] = [done, total];
  const sum = Object.values(page.loaded).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  const bar = byId('progress');
  bar.hidden = false;
  bar.max = sum[1];
  bar.value = sum[0];
  write(byId('cover-text'), sum[0] < sum[1] ? `Loading ${megabytes(sum[0])} of ${megabytes(sum[1])} MB` : 'Starting');
}

function downloadFailed(message, retry) {
  notice('download', sentence(message), { 'Try again': retry });
}

function stageFailed(message) {
  page.stageLost = true;
  showCover(`The stage cannot be drawn. ${sentence(message)} The numbers and controls still work.`, {
    'Try again': () => { page.stageLost = false; showCover('Starting'); stage.reload(); },
  });
}

const session = new Session({
  progress: (done, total) => progressed('worker', done, total),
  ready() {
    dismiss('died');
    const link = page.wanted ?? (hash() || settingsLink());
    page.wanted = null;
    openShared(link);
  },
  snapshot,
  arrived() {
    page.jumping = false;
    transport.showPlaying(false);
  },
  died(message) {
    page.open = false;
    page.wanted = settingsLink();
    transport.showPlaying(false);
    notice('died', `The simulation stopped: ${sentence(message)} Your settings are kept.`, { Restart: () => session.start() });
  },
  failed(message, file) {
    page.wanted ??= null;
    if (file) downloadFailed(message, () => session.start());
    else notice('died', `The simulation could not start: ${sentence(message)}`, { 'Try again': () => session.start() });
  },
});

const stage = new Stage(byId('stage'), {
  ready() {},
  key: pressKey,
  progress: (done, total) => progressed('view', done, total),
  failed(message, file) {
    if (file) downloadFailed(message, () => stage.reload());
    else stageFailed(message);
  },
  event(name, args) {
    switch (name) {
      case 'inject': inject(args[0], args[1]); break;
      case 'place': put(byId('stage'), 'title', args[1] || 'Stage'); break;
      case 'error': stageFailed(String(args[0])); break;
      case 'nowebgl': stageFailed('This browser has no WebGL 2, or it is switched off'); break;
    }
  },
});

// --- snapshots --------------------------------------------------------------

let broken = '';

function snapshot(bytes, state) {
  if (bytes.length === 0) return;
  if (state.settings) follow(readSettings(state.settings));
  try {
    page.shot = read(bytes.buffer, bytes.length);
    const error = stage.draw(bytes);
    if (error) throw new Error(error);
    broken = '';
  } catch (error) {
    if (broken !== error.message) notice('snapshot', `A picture could not be read: ${sentence(error.message)}`, { Dismiss() {} });
    broken = error.message;
    return;
  }
  if (stage.ready && !page.drawn) {
    page.drawn = true;
    performance.mark('first-frame');
  }
  if (!page.stageLost && stage.ready) byId('cover').hidden = true;
  if (page.shot.text !== null) describe(page.shot.text);
  page.state = state;
}

function follow(values) {
  page.values = values;
  controls.follow(values);
  transport.showSeed(page.seed);
}

function describe(text) {
  write(byId('description'), text);
  stage.describe(text);
}

function showNumbers() {
  const { shot, state } = page;
  if (!shot || !state) return;
  tiles.show(shot, state.perSecond);
  // Only a world of places can be looked back on and broken where one likes.
  byId('rewind').closest('.knob').hidden = !shot.place;
  byId('disturb').hidden = !shot.place;
  stage.set('values', shot.place?.values > 0 ? 'on' : 'off');
  const limit = transport.back > 0 ? Math.min(transport.limit, transport.reach(shot.step)) : transport.reach(shot.step);
  // Large worlds remember fewer pictures: what came back says how far it goes.
  const shown = shot.place ? shot.step - shot.place.step : 0;
  if (transport.back > 0 && shown < transport.back && page.asked === transport.back) transport.showRewind(shown, shown);
  else transport.showRewind(transport.back, limit);
  if (page.sharedAt > 0 && shot.step >= page.sharedAt) dismiss('jump');
  if (flashed) return;
  write(byId('story'), story.line(shot, {
    playing: transport.playing, rate: transport.rate, back: transport.back, jumping: page.jumping,
    policy: page.values.get('policy'), label: policyLabel(),
  }));
}

const policyLabel = () => lab.params.find((param) => param.key === 'policy')?.options
  .find((option) => option.key === page.values.get('policy'))?.label ?? lab.label;

let lastFrame = performance.now();
let lastText = -Infinity;
let lastNumbers = -Infinity;

function frame(now) {
  const elapsed = now - lastFrame;
  lastFrame = now;
  if (page.open) {
    let flags = page.whole ? viewWhole : 0;
    if (now - lastText > textEvery) {
      flags |= viewText;
      lastText = now;
    }
    page.asked = transport.back;
    session.look(flags, transport.back, elapsed);
  }
  if (now - lastNumbers > numbersEvery) {
    lastNumbers = now;
    showNumbers();
  }
  requestAnimationFrame(frame);
}

// --- putting it together ----------------------------------------------------

const controls = new Controls(byId('params'), lab, { change, preset: usePreset });
const tiles = new Tiles(byId('tiles'), lab);
const story = new Story();
const transport = new Transport({
  play, step, reset: restart, speed, rewind, seed: changeSeed,
  window(whole) {
    page.whole = whole;
    transport.showWindow(whole);
  },
});

byId('labs').replaceChildren(...labs.map((one) => element('a', {
  href: `#v=${linkVersion}&lab=${one.key}`, 'aria-current': one === lab ? 'page' : undefined,
}, one.label)));
byId('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address behind # belongs to links
  byId('controls').focus();
});
byId('share').addEventListener('click', async () => {
  const link = (page.open && await session.link()) || settingsLink();
  try {
    history.replaceState(null, '', `#${link}`);
  } catch {
    // the box shows the link all the same
  }
  share(`${location.origin}${location.pathname}#${link}`, number(page.shot?.step ?? 0));
});
byId('help').addEventListener('click', () => help(lab, about(), (on) => put(byId('description'), 'aria-live', on ? 'polite' : 'off')));
addEventListener('hashchange', () => {
  if (labOf(hash()) !== lab) location.reload(); // another lab has other controls
  else if (hash()) openShared(hash());
});

const about = () => 'Everything runs in this tab; nothing is sent anywhere. The same link gives the same run, bit for bit, on every machine.'
  + (session.backend ? ` Learning computes with ${session.backend}.` : '');

transport.showSeed(page.seed);
watchTheme((theme) => stage.set('theme', theme));
watchMotion((motion) => stage.set('motion', motion));
transport.showSpeed(lab.rate);
stage.set('rate', transport.rate);

// For the console and for measurements.
globalThis.resonetics = {
  session,
  stage,
  get step() { return page.shot?.step ?? 0; },
  get values() { return Object.fromEntries(page.values); },
  get state() { return page.state; },
};

if (typeof WebAssembly !== 'object' || typeof WebAssembly.compileStreaming !== 'function') {
  showCover('This browser has no WebAssembly, which the playground needs. A current Chrome, Edge, Firefox or Safari has it.');
  write(byId('story'), 'The playground cannot run here.');
} else {
  session.start();
  requestAnimationFrame(frame);
}
