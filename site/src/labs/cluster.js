// What the page says and offers in the Cluster. Everything here is words about a
// snapshot; nothing is computed.

import { floats } from '../bytes.js';
import { count, number, percent } from '../dom.js';
import { say, t } from '../words.js';

const followable = 120; // steps per second up to which single moments can be told
const near = 85; // % of memory at which the headline warns of a node
const strike = 0.96; // memory that the buttons bring a node to
const glancing = 0.05; // load that they add at least

export const cluster = {
  numbersEvery: 100,
  visitor: 'you',
  visits: (values) => values.get('policy') === 'you',
  headline,
  failure,
  events,
  picture,
  compare,

  suggestions: [
    { label: t`Break a node`, do: (page) => { if (page.picture) page.disturb(farthest(page.picture)); } },
    { label: t`Let a network learn it`, do: (page) => { page.set('policy', 'pilot-prophet'); page.train(true); } },
    { label: t`Watch what it has learned`, do: (page) => page.train(false) },
    { label: t`Try the Crisis preset`, do: (page) => page.preset('crisis') },
    { label: t`Let the planner that sees everything try`, do: (page) => page.set('policy', 'omniscient') },
    { label: t`Fast-forward`, do: (page) => page.speed('max') },
    { label: t`Do better yourself`, do: (page) => page.playYourself() },
    { label: t`Back to heuristic h.3`, do: (page) => { page.speed(); page.set('policy', 'h3'); } },
  ],

  disturb: {
    title: t`Break a certain node`,
    button: t`Inject load`,
    amount: ({ memory }, node) => Math.max(glancing, strike - memory[node]),
    words: ({ columns, memory }, node) => t`Row ${Math.floor(node / columns) + 1}, column ${node % columns + 1} is at ${percent(memory[node])}.`,
  },

  imagination: {
    title: t`What the Prophet imagines`,
    param: 'foresight', // the switch below which the panel stands
    on: ({ metrics }) => !Number.isNaN(metrics.looked),
    knows: ({ rules }, values) => rules.includes(values.get('rules')),
    none: t`The first step at which it overrules will stand here.`,
    calm: t`It did not look ahead at this step: no node was full enough.`,
    legend: t`On the stage: red dots lead to where an imagined future ends, amber lines are those that go on, a dashed box is the node that fills. The agent has an amber band where it was overruled, a thin line where a network saw it without imagining.`,
    sees: (values, label) => (seers.has(values.get('policy'))
      ? t`It knows the rules and sees the whole grid. What it imagines has noise of its own: it does not know what will happen.`
      : t`It knows the rules and sees the whole grid; ${label} does not. What it imagines has noise of its own: it does not know what will happen.`),
    tally,
  },

  luck: (values) => (values.get('policy').startsWith('pqn') ? 1_000_000 : 50_000),

  program: {
    label: t`Let it play`, // the button that puts it to work
    acts: t`No mistake found. This is what plays now.`,
    runs: (values) => values.get('policy') === 'program',
    use: () => ({ policy: 'program' }), // the values that put it to work
    leave: (values, other) => ({ policy: other }), // and those that put another one in its place
  },

  learning: {
    group: t`Learning`, // of the parameters that stand in the panel
    after: t`Policy`, // the group after which the panel stands
    train: 'train', // the switch that says whether the policy learns
    forecasts: ({ values }) => values.get('policy').endsWith('-prophet'),
    guided: ({ values }) => values.get('guidance') !== 'none', // something is done about what is forecast
    ahead: (values) => values.get('foresight') !== 'none', // an evaluation ends with the learner as it looks ahead
    again: ({ failed, mean }) => t`Looking ahead, it fails in ${percent(failed)} of them, mean return ${number(mean, 1)}.`,
    values: t`Show Q-values on the stage`,
    outcome: ({ mean }, heuristic, local, planner) => `${t`Heuristic h.3 on the same ${heuristic.episodes}: ${percent(heuristic.failed)}, ${number(heuristic.mean, 1)}.`}${
      local ? ` ${t`The tuned local rule: ${percent(local.failed)}, ${number(local.mean, 1)}. The planner that sees everything: ${percent(planner.failed)}, ${number(planner.mean, 1)}.`}` : ''} ${
      standing(mean, heuristic.mean, local?.mean)}`,
  },
};

const seers = new Set(['omniscient', 'omniscient-farming']); // policies that see the whole grid themselves

// standing says whom a learner beats by return on the same episodes; the tuned rule is not
// always among those that have played them.
function standing(mean, heuristic, local = NaN) {
  if (mean > heuristic && mean > local) return t`By return it beats both rules.`;
  if (mean > heuristic) return Number.isNaN(local) ? t`By return it beats h.3.` : t`By return it beats h.3, and the tuned rule is still ahead.`;
  return t`By return h.3 is still ahead.`;
}

const pictureBytes = 48; // ahead of the nodes: cpu of all, memory of all, and more

// picture reads what core/lab/cluster/picture.go walks.
function picture(view, at) {
  const rows = view.getUint32(at + 8, true);
  const columns = view.getUint32(at + 12, true);
  const nodes = rows * columns;
  const values = view.getUint16(at + 30, true);
  const looked = (view.getUint16(at + 28, true) & 8) !== 0;
  return {
    step: Number(view.getBigUint64(at, true)),
    rows, columns,
    agent: view.getUint32(at + 16, true),
    values, // how many actions the policy has put a value on
    memory: floats(view, at + pictureBytes + 4 * nodes, nodes),
    vision: looked ? vision(view, at + pictureBytes + 4 * (3 * nodes + values)) : null,
  };
}

// tally says how often the Prophet has overruled, of the steps that count.
function tally({ metrics: { looked, overruled, overruled_share: share } }) {
  const ahead = count(looked, 'step');
  return overruled > 0 ? t`Overruled ${number(overruled)} of ${count(Math.round((100 * overruled) / share), 'step')} (${percent(share / 100, 1)}). Looked ahead at ${ahead}.`
    : t`Looked ahead at ${ahead}, and overruled none.`;
}

// vision reads what core/agent/imagine/vision.go walks, but for the ways: {overruled, proposed,
// taken, futures, steps, failed}, the last for every action, -1 where it was not
// imagined.
function vision(view, at) {
  const [overruled, proposed, taken, futures, steps, ...failed] = Array.from({ length: 13 }, (_, i) => view.getInt8(at + i));
  return { overruled: overruled !== 0, proposed, taken, futures, steps, failed };
}

// farthest returns the node that is farthest from the agent: a policy that sees only
// nine nodes has to find it.
function farthest({ agent, rows, columns }) {
  const row = (Math.floor(agent / columns) + (rows >> 1)) % rows;
  const column = ((agent % columns) + (columns >> 1)) % columns;
  return row * columns + column;
}

function headline(shot, state) {
  const { metrics } = shot;
  const { values, label, playing, rate } = state;
  const policy = values.get('policy');
  if (state.visiting && !shot.replaying) return yourMove(shot, state);
  if (!playing && shot.told) return t`Paused. ${say(shot.told)}`;
  if (!playing) return t`Paused. Look back to see what led here, or take one step at a time.`;
  if (learners.has(policy)) return learned(shot, state);
  if (rate === 'max' || rate > followable) return record(shot, label);
  if (shot.replaying) return t`This is a shared run. What its visitor changed happens again, at the same steps.`;
  if (metrics.oom > 0) return metrics.oom === 1 ? t`A node is out of memory. Two of them, or one critical, end the episode.` : t`${number(metrics.oom)} nodes are out of memory. Two of them, or one critical, end the episode.`;
  if (metrics.peak >= near) return t`One node is at ${percent(metrics.peak / 100)} memory. ${label} must reach it before ${percent(0.99)}.`;
  if (metrics.hotspots >= 2) return t`${number(metrics.hotspots)} hotspots at once. Scaling them costs budget, walking costs time.`;
  return doing(policy, label, state.touch);
}

const unseen = 20; // steps that an episode has lasted at least, whose end was not on the stage
const counted = { generation: -1, failed: 0, last: null };

// failure tells of the last episode that failed; see labs/index.js.
function failure({ ended, generation, metrics, step }) {
  const failed = metrics.finished - metrics.survived;
  if (generation !== counted.generation) Object.assign(counted, { generation, last: null });
  else if (failed > counted.failed) {
    counted.last = ended ? { step, length: metrics.episode_step } : { step: step - metrics.episode_step, length: unseen };
  }
  counted.failed = failed;
  return counted.last;
}

// record says how a policy has done, and since when that is counted.
function record({ metrics: { finished, survived }, why }, label) {
  const since = why?.split(' chose ')[1] === label ? t`since you chose it` : say(why);
  if (finished === 0) return since ? t`${label} has not finished an episode ${since}.` : t`${label} has not finished an episode yet.`;
  const [kept, of] = [number(survived), count(finished, 'episode')];
  return since ? t`${label} has survived ${kept} of ${of} ${since}.` : t`${label} has survived ${kept} of ${of}.`;
}

const overtaking = { weight: 3, stands: 4500 }; // ms
const surviving = { weight: 2 };
const failing = { weight: 2, stands: 3500 };


const before = { generation: -1, episode: 0, step: 0, steps: 0, ended: false, ahead: false, policy: '' };

// events tells how an episode ended, where that can be followed, and when a policy that
// learns has overtaken the heuristic.
function events(shot, { values, playing, rate, visiting }) {
  const { generation, episode, step, ended, learning, metrics } = shot;
  const policy = values.get('policy');
  const ahead = learning !== null && learning.episodes > 0 && learning.mean > learning.baseline;
  const found = [];
  if (generation === before.generation) {
    const end = (rate <= followable || !playing) && ending(shot, values, visiting ? '' : ` ${t`The next episode begins.`}`);
    if (end) found.push(end);
    if (ahead && !before.ahead && policy === before.policy) found.push({ ...overtaking, words: t`The network has overtaken heuristic h.3: ${scores(learning)}` });
  }
  Object.assign(before, { generation, episode, step, ended, ahead, policy, steps: metrics.episode_step });
  return found;
}

// ending returns how the episode of the last look has ended, if it has, and what comes next.
function ending({ ended, episode, failure, step, metrics }, values, next) {
  const missed = episode === before.episode + 1 && !before.ended; // its last picture was not seen
  if (!missed && !(ended && !(before.ended && episode === before.episode))) return null;
  const failed = missed ? failure > before.step : failure === step;
  const survived = missed ? Number(values.get('steps')) : metrics.episode_step;
  const steps = failed && missed ? before.steps + failure - before.step : survived;
  return failed
    ? { ...failing, words: t`Collapsed after ${count(steps, 'step')}.${next}` }
    : { ...surviving, words: t`Survived: the episode lasted all its ${count(steps, 'step')}.${next}` };
}

const tapMove = t`Your move. The world waits until you tap one of the buttons below.`;
const clickMove = t`Your move. The world waits for one of the buttons below, or for its key once you have clicked the stage.`;
const keyMove = t`Your move: the arrow keys walk, space cleans, and the buttons below show the other keys. The world waits for you.`;

function yourMove(shot, { baselines, touch, keys }) {
  if (!shot.ended) return touch ? tapMove : keys ? keyMove : clickMove;
  const { episode_step: steps } = shot.metrics;
  const last = shot.failure === shot.step ? t`Collapsed after ${count(steps, 'step')}.` : t`Survived: the episode lasted all its ${count(steps, 'step')}.`;
  return `${last} ${baselines || t`Heuristic h.3 and the planner play the same episode now.`}`;
}

const learners = new Set(['qtable', 'pilot', 'pilot-prophet', 'pqn', 'pqn-prophet']);

// learned tells how far a policy that learns has come.
function learned({ learning, metrics, since, step }, { label, values, elsewhere }) {
  if (!learning || learning.episodes === 0) return trying(label, values.get('train') === 'on', metrics, step - since);
  const [told, after] = [scores(learning), count(learning.evaluatedAt, 'step')];
  if (learning.mean > learning.baseline) {
    return elsewhere ? t`It is ahead of heuristic h.3 on the world as it was after ${after} of learning: ${told}` : t`It is ahead of heuristic h.3: ${told}`;
  }
  return elsewhere ? t`Heuristic h.3 is still ahead on the world as it was after ${after} of learning: ${told}` : t`Heuristic h.3 is still ahead: ${told}`;
}

const scores = ({ episodes, mean, baseline }) => t`on ${episodes} episodes it never learned from it scores ${number(mean, 1)}, h.3 ${number(baseline, 1)}.`;

// trying tells how a policy that has not been evaluated yet comes to its moves.
function trying(label, training, { effective, handovers, clusters }, shown) {
  const steps = clusters > 1 ? clusters * shown : shown; // of all clusters that it learns in
  if (Number.isNaN(effective)) return t`${label} has not moved yet.`;
  if (!training) return t`${label} acts on what it has learned; training is off.`;
  if (handovers > steps / 2) return t`${label} is learning. While the risk is high a safe rule takes most of its moves: ${number(handovers)} of ${number(steps)}.`;
  if (!(effective >= 0)) return t`${label} begins to learn by trial and error.`;
  return t`${label} is learning by trial and error: ${percent(effective / 100)} of its moves are random.`;
}

function doing(policy, label, touch) {
  switch (policy) {
    case 'random': return t`${label} stumbles about and cannot hold the cluster.`;
    case 'omniscient': return t`${label} sees every node and plans ahead.`;
    case 'omniscient-farming': return t`${label} sees every node, plans ahead, and scales for the reward while it has budget to spare.`;
    case 'program': return t`${label} plays by its own rules.`;
    default: return t`${label} cleans the node under it once that is full enough, and else walks to the fullest one beside it. ${touch ? t`Tap a node for its numbers, again to break it.` : t`Click a node to break it.`}`;
  }
}

function compare(steps, heuristic, planner) {
  const [ours, theirs] = [lasted(heuristic), lasted(planner)];
  if (steps > heuristic.steps) return t`You beat h.3: on the same episode, h.3 ${ours} and the planner that sees everything ${theirs}.`;
  if (steps < heuristic.steps) return t`h.3 holds on longer: on the same episode, h.3 ${ours} and the planner that sees everything ${theirs}.`;
  return t`As long as h.3: on the same episode, h.3 ${ours} and the planner that sees everything ${theirs}.`;
}

const lasted = ({ steps, failed }) => (failed ? t`collapses after ${count(steps, 'step')}` : t`survives all ${count(steps, 'step')}`);
