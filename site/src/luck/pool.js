// The workers that train other seeds: one a core, but for the core that the page needs, and
// at most eight. Each trains one seed after the other. A seed whose worker is lost is taken
// up again, from its start, by another.

import { ownWorker } from '../own-worker.js';
import { Patience } from '../waiting.js';
import { t } from '../words.js';

const most = 8; // workers
const attempts = 2; // of a seed
const patience = 15_000; // ms for which a worker may be silent while it should be at work

// cores returns how many the browser says that there are.
export const cores = () => navigator.hardwareConcurrency || 2;

// workersFor returns how many workers train a number of seeds.
export const workersFor = (seeds) => Math.min(seeds, most, Math.max(1, cores() - 1));

// Pool trains trials, {link, steps, episodes} each. on has the callbacks progress(trial,
// share, points) and done(trial, standings), with texts of the program; refused(trial,
// message) of what can be trained by no worker; rested() when a worker has paused; again(trial, message) and lost(trial, message)
// where a worker was lost, the latter where it is not tried again; over(), and
// broken(message) where no worker could be started at all.
export class Pool {
  constructor(module, on) {
    this.module = module;
    this.on = on;
    this.waiting = [];
    this.posts = new Set(); // of the workers: {worker, trial, ready, rests, silence}
    this.paused = false;
  }

  // working is how many workers there are, resting how many of them have paused.
  get working() { return this.posts.size; }
  get resting() { return [...this.posts].filter(({ rests }) => rests).length; }

  // add queues trials.
  add(trials) {
    this.waiting.push(...trials.map((trial) => ({ ...trial, tries: 0 })));
    this.#staff();
  }

  // #staff starts as many workers as there is work for.
  #staff() {
    const open = this.waiting.length + [...this.posts].filter(({ trial }) => trial).length;
    while (this.posts.size < workersFor(open)) this.#start();
  }

  #start() {
    const post = { trial: null, ready: false, rests: false };
    post.silence = new Patience(patience, () => this.#lose(post, t`it no longer answers`));
    post.worker = ownWorker(new URL('./worker.js', import.meta.url), 'luck');
    post.worker.onmessage = ({ data }) => this.posts.has(post) && this.#hear(post, data);
    post.worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(post, event.message || t`its script could not be loaded`);
    };
    this.posts.add(post);
    this.#listen(post);
    post.worker.postMessage({ kind: 'begin', module: this.module });
    if (this.paused) post.worker.postMessage({ kind: 'pause', on: true });
  }

  // #listen gives a worker time anew; one that has paused has all the time.
  #listen(post) {
    if (this.paused) post.silence.end();
    else post.silence.hear();
  }

  #hear(post, message) {
    this.#listen(post);
    const { trial } = post;
    switch (message.kind) {
      case 'ready':
        post.ready = true;
        return this.#next(post);
      case 'paused':
        post.rests = this.paused;
        return this.on.rested();
      case 'progress': return this.on.progress(trial, message.share, message.points);
      case 'failed': return this.#lose(post, message.message);
      case 'done': this.on.done(trial, message.standings); break;
      case 'refused': this.on.refused(trial, message.message); break;
    }
    this.#next(post);
  }

  // #next gives a worker the trial that has waited longest, or sends it home.
  #next(post) {
    post.trial = this.waiting.shift() ?? null;
    if (post.trial) return post.worker.postMessage({ kind: 'train', link: post.trial.link, steps: post.trial.steps, episodes: post.trial.episodes });
    this.#dismiss(post);
    if (this.posts.size === 0) this.on.over();
  }

  #dismiss(post) {
    post.silence.end();
    post.worker.terminate();
    this.posts.delete(post);
  }

  #lose(post, message) {
    if (!this.posts.has(post)) return;
    this.#dismiss(post);
    const { trial } = post;
    if (!post.ready && this.posts.size === 0) {
      this.stop();
      return this.on.broken(message);
    }
    if (trial && ++trial.tries < attempts) {
      this.waiting.unshift(trial);
      this.on.again(trial, message);
    } else if (trial) this.on.lost(trial, message);
    if (post.ready) this.#staff();
    if (this.posts.size === 0) this.on.over();
  }

  // pause gives the cores back, or goes on.
  pause(on) {
    this.paused = on;
    for (const post of this.posts) {
      post.rests = false;
      this.#listen(post);
      post.worker.postMessage({ kind: 'pause', on });
    }
  }

  // stop ends all workers.
  stop() {
    this.waiting = [];
    for (const post of [...this.posts]) this.#dismiss(post);
  }
}
