// Reads what the page itself needs of a snapshot: the header, the metrics and
// the words. The layout is that of core/lab's SnapshotVersion.

import { labs, snapshotVersion } from './catalog.js';

const headerBytes = 40;
const decoder = new TextDecoder();

// read returns {lab, waiting, ended, replaying, generation, seed, step, episode,
// metrics by key, drawn, text, place, learning}, or throws what is wrong with the bytes.
export function read(buffer, length) {
  const view = new DataView(buffer, 0, length);
  if (length < headerBytes || tag(view, 0) !== 'RSNP') throw new Error('it does not begin as a snapshot does');
  const version = view.getUint16(4, true);
  if (version !== snapshotVersion) throw new Error(`version ${version}, want ${snapshotVersion}: reload the page`);
  const lab = labs[view.getUint8(6)];
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
    metrics: {},
    drawn: length, // bytes that the picture is made of: all but the words, which come last
    text: null,
    place: null,
    learning: null,
  };
  for (let at = headerBytes; at + 8 <= length;) {
    const size = view.getUint32(at + 4, true);
    section(shot, tag(view, at), view, at + 8, size);
    at += 8 + size + (-size & 7);
  }
  return shot;
}

const tag = (view, at) => String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

function section(shot, name, view, at, size) {
  switch (name) {
    case 'METR':
      shot.lab.metrics.forEach((metric, i) => { shot.metrics[metric.key] = view.getFloat64(at + 8 * i, true); });
      break;
    case 'TEXT':
      shot.drawn = at - 8;
      shot.text = decoder.decode(new Uint8Array(view.buffer, at, size));
      break;
    case 'LRNG':
      shot.learning = learning(view, at);
      break;
    case 'CLUS':
      shot.place = place(view, at);
      break;
  }
}

const pictureBytes = 48; // ahead of the nodes: cpu of all, memory of all, and more

function place(view, at) {
  const rows = view.getUint32(at + 8, true);
  const columns = view.getUint32(at + 12, true);
  const size = 4 * rows * columns; // of one number per node
  return {
    step: Number(view.getBigUint64(at, true)),
    rows, columns,
    agent: view.getUint32(at + 16, true),
    values: view.getUint16(at + 30, true), // how many actions the policy has put a value on
    memory: new Float32Array(view.buffer.slice(at + pictureBytes + size, at + pictureBytes + 2 * size)), // the buffer is filled again
  };
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
    mean, failed, baseline, survived, // of the held-out episodes; the latter two are h.3's
    baseRate, brier, skill, // of the Prophet's forecasts
    calibration: Array.from({ length: bins }, (_, i) => {
      const [forecast, frequency, count] = numbers(80 + 24 * i, 3);
      return { forecast, frequency, count };
    }).filter((point) => point.count > 0),
  };
}
