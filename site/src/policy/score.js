// A policy's score: what became of its first episodes in the Cluster. They are played in
// a worker of their own, so that the run on the stage goes on.

import { labs } from '../catalog.js';
import { Client } from '../client.js';
import { lab, page } from '../page.js';
import { read } from '../snapshot.js';
import { t } from '../words.js';

export const episodes = 100; // that a score is made of

const where = 'cluster';
const glance = 50; // ms between two looks

// seed is that of every score, so that scores can be compared.
export const { seed } = labs.find(({ key }) => key === where);

// worldOf returns the present values of the world's parameters, as a link has them: those
// that a preset fixes.
export function worldOf() {
  return Object.keys(lab.presets[0].values).sort().map((key) => `${key}=${page.values.get(key)}`).join('&');
}

const valuesOf = (world) => new Map(world.split('&').map((pair) => pair.split('=')));

// stepsOf returns how long an episode of a world is.
export const stepsOf = (world) => Number(valuesOf(world).get('steps'));

// presetOf returns the label of the preset that a world is.
export function presetOf(world) {
  const values = valuesOf(world);
  return lab.presets.find((preset) => Object.entries(preset.values).every(([key, text]) => values.get(key) === text))?.label ?? t`Your own settings`;
}

// Score plays policies in a world, one after the other. Each is what a link says of it.
// played is called with the number of episodes so far. result resolves to {scores}, of
// each policy {survived, steps, return}, means per episode of the latter two; or to
// {error, fault}, which are both empty when it is stopped.
export class Score {
  constructor(world, policies, played) {
    this.links = policies.map((policy) => `lab=${where}&seed=${seed}&${world}&${policy}`);
    this.played = played;
    this.scores = [];
    this.result = new Promise((resolve) => { this.resolve = resolve; });
    this.client = new Client({
      starting() {}, progress() {}, language() {}, arrived() {}, late() {}, limit() {},
      ready: () => this.#open(),
      snapshot: (bytes) => this.#take(bytes),
      died: (message) => this.#end({ error: message }),
      failed: (message) => this.#end({ error: message }),
    });
    this.client.start(true);
  }

  stop() { this.#end({ error: '' }); }

  // open begins with the next policy.
  async #open() {
    const error = await this.client.open(this.links[this.scores.length]);
    if (error) return this.#end({ error });
    this.client.rate('max');
    this.client.play(true);
    this.timer ??= setInterval(() => this.client.look({ flags: 0, rewind: 0, focus: 0 }, glance), glance);
    this.open = true;
    return undefined;
  }

  async #take(bytes) {
    if (!this.open) return;
    const { fault, metrics } = read(bytes.buffer, bytes.length, () => null);
    this.played(Math.min(metrics.finished, episodes));
    if (fault) return this.#end({ error: fault.message, fault: { ...fault, episode: metrics.finished + 1 } });
    if (metrics.finished < episodes) return undefined;
    this.open = false;
    const { buffer, error } = await this.client.csv();
    if (error) return this.#end({ error });
    this.scores.push(count(new TextDecoder().decode(buffer)));
    return this.scores.length < this.links.length ? this.#open() : this.#end({ scores: this.scores });
  }

  #end(result) {
    this.open = false;
    clearInterval(this.timer);
    this.client.stop();
    this.resolve(result);
  }
}

// count reads the first episodes off the rows of a run, which may have played more.
function count(rows) {
  const [head, ...all] = rows.trim().split('\n').map((row) => row.split(','));
  const [step, returned, failed] = ['step', 'return', 'failed'].map((name) => head.indexOf(name));
  const counted = all.slice(0, episodes);
  return {
    survived: counted.filter((row) => row[failed] === 'false').length,
    steps: Number(counted.at(-1)[step]) / episodes,
    return: counted.reduce((sum, row) => sum + Number(row[returned]), 0) / episodes,
  };
}
