// One line that says what is happening, and one thing to try next. Everything
// here is words about a snapshot; nothing is computed.

import { number, percent } from './dom.js';

const followable = 120; // steps per second up to which single moments can be told

// Story remembers how the last episodes ended.
export class Story {
  constructor() { this.reset(); }

  reset() {
    this.generation = -1;
    this.finished = 0;
    this.survived = 0;
    this.last = '';
  }

  // line describes a snapshot, given the state of the page: {playing, rate,
  // back, jump, policy, label, rivals, touch, elsewhere}.
  line(shot, page) {
    this.#note(shot);
    const { metrics } = shot;
    if (page.back > 0) return `You see the world as it was ${number(page.back)} ${page.back === 1 ? 'step' : 'steps'} ago. Play returns to now.`;
    if (page.jump) return repeating(shot.step, page.jump);
    if (shot.lab.key in telling) return telling[shot.lab.key](shot);
    if (page.policy === 'you' && !shot.replaying) return this.#yours(shot, page);
    if (shot.ended && (page.rate <= followable || !page.playing)) return `${this.last}${page.playing ? ' The next episode begins.' : ''}`;
    if (!page.playing) return 'Paused. Look back to see what led here, or take one step at a time.';
    if (learners.has(page.policy)) return learning(shot, page);
    if (page.rate === 'max' || page.rate > followable) {
      return `Fast-forwarding: ${page.label} has survived ${number(metrics.survived)} of ${number(metrics.finished)} episodes.`;
    }
    if (shot.replaying) return 'This is a shared run. What its visitor changed happens again, at the same steps.';
    if (metrics.oom > 0) return `${metrics.oom === 1 ? 'A node is' : `${number(metrics.oom)} nodes are`} out of memory. Two of them, or one critical, end the episode.`;
    if (metrics.peak >= 85) return `One node is at ${percent(metrics.peak / 100)} memory. ${page.label} must reach it before ${percent(0.99)}.`;
    if (metrics.hotspots >= 2) return `${number(metrics.hotspots)} hotspots at once. Scaling them costs budget, walking costs time.`;
    return `Memory leaks everywhere. ${page.label} ${doing(page.policy, page.touch)}`;
  }

  #yours(shot, page) {
    if (!shot.ended) return page.touch ? tapMove : keyMove;
    return `${this.last} ${page.rivals || 'Heuristic h.3 and the planner play the same episode now.'}`;
  }

  #note(shot) {
    const { finished, survived } = shot.metrics;
    if (shot.generation !== this.generation) {
      this.generation = shot.generation;
    } else if (finished > this.finished) {
      this.last = survived > this.survived
        ? `Survived: the episode lasted all its ${number(shot.metrics.episode_step)} steps.`
        : `Collapsed after ${number(shot.metrics.episode_step)} steps. Look back to see why.`;
    }
    this.finished = finished;
    this.survived = survived;
  }
}

// named returns what a metric that is a choice has come to.
const named = ({ lab, metrics }, key) => lab.metrics.find((metric) => metric.key === key).options[metrics[key]];

const telling = {
  gardener: (shot) => `${number(shot.metrics.population)} creatures live, on average ${number(shot.metrics.age)} steps old, in a field that is ${
    percent(shot.metrics.entropy / 100)} dirty. Verdict: ${named(shot, 'verdict')}.`,
  prophet: (shot) => `The worker follows a drifting target: reality gap ${number(shot.metrics.gap, 3)}, on average ${
    number(shot.metrics.mean_gap, 3)}. The optimizer is in mode ${named(shot, 'mode')}.`,
};

const tapMove = 'Your move. The world waits until you tap one of the buttons below.';
const keyMove = 'Your move. The world waits for one of the buttons below, or for its key once you have clicked the stage.';

// repeating tells how far a shared run has come, and how long the rest will take
// at the speed so far.
function repeating(step, { to, from, since }) {
  const seconds = ((performance.now() - since) / 1000) * ((to - step) / (step - from));
  return `Repeating the shared run: step ${number(step)} of ${number(to)}${Number.isFinite(seconds) ? `, about ${lasting(seconds)} to go` : ''}. Play ends the jump here.`;
}

function lasting(seconds) {
  const [n, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  const whole = Math.ceil(n);
  return `${number(whole)} ${unit}${whole === 1 ? '' : 's'}`;
}

const learners = new Set(['qtable', 'pilot', 'pilot-prophet']);

// trying tells how a policy that nobody has evaluated yet comes to its moves.
function trying({ label, training }, { effective, handovers }, steps) {
  if (!training) return `${label} acts on what it has learned; training is off.`;
  if (handovers > steps / 2) return `${label} is learning. While the risk is high a safe rule takes most of its moves: ${number(handovers)} of ${number(steps)} so far.`;
  return `${label} is learning by trial and error: ${percent(effective / 100)} of its moves are random.`;
}

// learning tells how far a policy that learns has come.
function learning(shot, page) {
  const { learning: held, metrics } = shot;
  if (!held || held.episodes === 0) return trying(page, metrics, held?.steps ?? 0);
  const verdict = held.mean > held.baseline ? 'It has overtaken heuristic h.3' : 'Heuristic h.3 is still ahead';
  const world = page.elsewhere ? ` on the world as it was after ${number(held.evaluatedAt)} steps of learning` : '';
  return `${verdict}${world}: on ${held.episodes} episodes it never learned from it scores ${number(held.mean, 1)}, h.3 ${number(held.baseline, 1)}.`;
}

function doing(policy, touch) {
  switch (policy) {
    case 'random': return 'stumbles about and cannot hold it.';
    case 'omniscient': return 'sees every node and plans ahead.';
    default: return `cleans the nine nodes it sees. ${touch ? 'Tap a node for its numbers, again to break it.' : 'Click a node to break it.'}`;
  }
}

// attempts are what the button offers, one after the other. do is called with
// the page's actions.
const clusterAttempts = [
  { label: 'Break a node', do: (page) => page.breakNode() },
  { label: 'Let a network learn it', do: (page) => { page.set('policy', 'pilot-prophet'); page.train(true); } },
  { label: 'Watch what it has learned', do: (page) => page.train(false) },
  { label: 'Try the Crisis preset', do: (page) => page.preset('crisis') },
  { label: 'Let the planner that sees everything try', do: (page) => page.set('policy', 'omniscient') },
  { label: 'Fast-forward', do: (page) => page.speed('max') },
  { label: 'Do better yourself', do: (page) => page.playYourself() },
  { label: 'Back to heuristic h.3', do: (page) => { page.speed(); page.set('policy', 'h3'); } },
];

export const attemptsOf = {
  cluster: clusterAttempts,
  gardener: [
    { label: 'Fast-forward evolution', do: (page) => page.speed('max') },
    { label: 'Flood the field', do: (page) => page.set('growth', '0.02') },
    { label: 'Back to calm', do: (page) => { page.set('growth', '0.005'); page.speed(); } },
  ],
  prophet: [
    { label: 'Change the regime', do: (page) => page.inject(0, 1) },
    { label: 'Watch the reference panic', do: (page) => page.preset('reference') },
    { label: 'Plain Adam', do: (page) => page.preset('adam') },
    { label: 'Back to foresight', do: (page) => page.preset('foresight') },
  ],
};
