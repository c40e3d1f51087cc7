// What an embedded page and the page around it, its host, tell each other; docs/embedding.md
// is the contract. Messages from anywhere else are not heard.

import { hash, setHash } from '../address.js';
import { lab, page } from '../page.js';
import { change, openShared, play } from '../run.js';
import { arrive } from '../whatif.js';
import { t } from '../words.js';
import { host } from './address.js';
import { watchHeight } from './height.js';

const version = 1; // of the messages
const soonest = 100; // ms between two messages with metrics
const latest = 60_000;

const tell = (type, fields) => parent.postMessage({ resonetics: version, type, ...fields }, host);

// --- to the host -----------------------------------------------------------------

// numbers are the metrics by key, null for what is no number yet.
const numbers = () => Object.fromEntries(Object.entries(page.shot.metrics).map(([key, value]) => [key, Number.isFinite(value) ? value : null]));

const moment = () => ({ step: page.shot.step, episodes: endedOf(page.shot), metrics: numbers() });

const endedOf = ({ episode, ended }) => episode + (ended ? 1 : 0);

let known = { generation: -1, ended: 0 }; // of the run that the host was told of last

// watchRun tells, once a frame, that another run has begun, and that episodes have ended.
function watchRun() {
  const { open, shot } = page;
  if (!open) known = { generation: -1, ended: 0 };
  else if (shot && shot.generation !== known.generation) {
    known = { generation: shot.generation, ended: endedOf(shot) };
    tell('ready', { lab: lab.key, seed: page.seed, values: Object.fromEntries(page.values), ...moment() });
  } else if (shot && endedOf(shot) > known.ended) {
    known.ended = endedOf(shot);
    tell('ended', moment());
  }
  requestAnimationFrame(watchRun);
}

// --- from the host ---------------------------------------------------------------

let timer = 0; // of the metrics

// requests are what the host may ask. Each returns, or resolves to, what is wrong; nothing or
// an empty text where all is well.
const requests = {
  async open({ link }) {
    if (typeof link !== 'string') return t`link is ${typeof link}, want the text of a link`;
    setHash(link.slice(link.indexOf('#') + 1));
    const error = await openShared(hash());
    if (!error) await arrive(hash());
    return error;
  },
  play: () => play(true),
  pause: () => play(false),
  set({ key, value }) {
    const param = lab.params.find((one) => one.key === key);
    if (!param) return t`key "${key}" is not one of ${lab.params.map((one) => one.key).join(', ')}`;
    return change(param, typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value));
  },
  metrics({ every }) {
    if (!(every === 0 || (every >= soonest && every <= latest))) {
      return t`every is ${every}, want ${soonest} to ${latest} milliseconds, or 0 for no more`;
    }
    clearInterval(timer);
    if (every > 0) timer = setInterval(() => { if (page.open && page.shot) tell('metrics', moment()); }, every);
    return '';
  },
};

async function hear(message) {
  if (!Object.hasOwn(requests, message.type)) return t`type "${message.type}" is not one of ${Object.keys(requests).join(', ')}`;
  if (!page.open && message.type !== 'metrics') return t`no run is open yet: wait for "ready"`;
  return requests[message.type](message);
}

// watchHost talks to the host from now on, where it is known.
export function watchHost() {
  if (!host) return;
  addEventListener('message', async ({ source, origin, data }) => {
    if (source !== parent || origin !== host || data?.resonetics !== version) return;
    const error = await hear(data);
    if (error) tell('error', { of: data.type, text: error });
  });
  watchHeight((height) => tell('height', { height }));
  requestAnimationFrame(watchRun);
}
