// Reads what the page itself needs of a snapshot: the header, the metrics and
// the words. The layout is that of wasm/wire.

import { text } from './bytes.js';
import { labs, snapshotVersion } from './catalog.js';
import { readChart } from './charts.js';

const headerBytes = 40;

// read returns {lab, waiting, ended, replaying, generation, seed, step, episode, since,
// why, failure, told, news, metrics by key, drawn, text, picture, learning, fault, printed}, or throws what is wrong with the
// bytes. readPicture reads the lab's own section; see labs/index.js.
export function read(buffer, length, readPicture) {
  const view = new DataView(buffer, 0, length);
  if (length < headerBytes || tag(view, 0) !== 'RSNP') throw new Error('it does not begin as a snapshot does');
  const version = view.getUint16(4, true);
  if (version !== snapshotVersion) throw new Error(`version ${version}, want ${snapshotVersion}: reload the page`);
  const lab = labs[view.getUint8(6)];
  if (!lab) throw new Error(`lab ${view.getUint8(6)} is unknown: reload the page`);
  const flags = view.getUint8(7);
  const shot = {
    lab,
    waiting: (flags & 1) !== 0,
    ended: (flags & 2) !== 0,
    replaying: (flags & 4) !== 0,
    generation: view.getUint32(8, true),
    seed: view.getBigUint64(16, true),
    step: Number(view.getBigUint64(24, true)),
    episode: Number(view.getBigUint64(32, true)),
    since: 0, // steps that had been taken when the counts began
    why: '', // why then; empty since the start
    failure: 0, // the last step that was a failure; 0 for none
    told: '', // what the moment on the stage is told of; empty for nothing
    news: false, // that is worth to be told while the run goes on
    metrics: {},
    drawn: length, // bytes that the picture is made of: all but the words, which come last
    text: null,
    chart: null, // reads the lines of the charts, while the bytes are there
    picture: null,
    learning: null,
    fault: null, // of a program of the visitor's: {lane, line, column, message}
    printed: [], // by it, at its last decision
  };
  for (let at = headerBytes; at + 8 <= length;) {
    const size = view.getUint32(at + 4, true);
    if (size > length - at - 8) throw new RangeError('it has fewer bytes than it says');
    section(shot, tag(view, at), new DataView(buffer, 0, at + 8 + size), at + 8, size, readPicture);
    at += 8 + size + (-size & 7);
  }
  return shot;
}

const tag = (view, at) => String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

function section(shot, name, view, at, size, readPicture) {
  switch (name) {
    case 'METR':
      shot.lab.metrics.forEach((metric, i) => { shot.metrics[metric.key] = view.getFloat64(at + 8 * i, true); });
      break;
    case 'CHRT':
      shot.chart = () => readChart(view, at);
      break;
    case 'STRY':
      shot.since = Number(view.getBigUint64(at, true));
      shot.failure = Number(view.getBigUint64(at + 8, true));
      story(shot, view, at + 16);
      break;
    case 'TEXT':
      shot.drawn = at - 8;
      shot.text = text(view, at, size);
      break;
    case 'LRNG':
      shot.learning = learning(view, at);
      break;
    case 'PICT':
      shot.picture = readPicture(view, at);
      break;
    case 'PROG':
      readProgram(shot, view, at);
      break;
  }
}

// behind reads one thing after the other from a place on: numbers of four bytes, flags of
// one, and texts, which stand behind their length in two.
function behind(view, at) {
  let next = at;
  return {
    number: () => view.getUint32((next += 4) - 4, true),
    flag: () => view.getUint8((next += 1) - 1) !== 0,
    words() {
      const size = view.getUint16(next, true);
      next += 2 + size;
      return text(view, next - size, size);
    },
  };
}

function story(shot, view, at) {
  const { flag, words } = behind(view, at);
  shot.why = words();
  shot.told = words();
  shot.news = flag();
}

function readProgram(shot, view, at) {
  const { number, words } = behind(view, at);
  if (number() !== 0) shot.fault = { lane: number(), line: number(), column: number(), message: words() };
  shot.printed = Array.from({ length: number() }, words);
}

const bins = 10; // of a calibration curve

function learning(view, at) {
  const numbers = (first, n) => Array.from({ length: n }, (_, i) => view.getFloat64(at + first + 8 * i, true));
  const [mean, failed, baseline, survived, baseRate, brier, skill] = numbers(24, 7);
  return {
    stopped: view.getUint32(at, true) !== 0,
    episodes: view.getUint32(at + 4, true),
    steps: Number(view.getBigUint64(at + 8, true)),
    evaluatedAt: Number(view.getBigUint64(at + 16, true)),
    mean, failed, baseline, survived, // of the held-out episodes; the latter two are the baseline's
    baseRate, brier, skill, // of the Prophet's forecasts
    calibration: Array.from({ length: bins }, (_, i) => {
      const [forecast, frequency, count] = numbers(80 + 24 * i, 3);
      return { forecast, frequency, count };
    }).filter((point) => point.count > 0),
  };
}
