// What the page says and offers in the Race. Everything here is words about a snapshot;
// nothing is computed.

import { floats } from '../bytes.js';
import { labs } from '../catalog.js';
import { count, number, percent } from '../dom.js';
import { say, t } from '../words.js';

const lab = labs.find(({ key }) => key === 'race');
const lanes = ['lane-1', 'lane-2', 'lane-3', 'lane-4'];
const foresights = ['foresight-1', 'foresight-2', 'foresight-3', 'foresight-4']; // by lane
const alone = new Set(['none', 'you', 'recorded']); // lanes in which nothing looks ahead
const followable = 120; // steps per second up to which single moments can be told
const strike = 0.8; // memory that the button brings a node to, where it is fullest: a good policy can still get there
const glancing = 0.05; // load that it adds at least

export const race = {
  numbersEvery: 100,
  lanes: (values) => lanes.map((key, i) => {
    const policy = policies.find((one) => one.key === values.get(key));
    return policy && named(policy.label, values.get(foresights[i]) === 'imagine' && !alone.has(policy.key));
  }),
  visits: (values) => lanes.some((key) => values.get(key) === 'you'),
  absent: t`No lane is yours yet. Choose You for one of the lanes, and the arrow keys move you.`,
  mine: { 'lane-4': 'you' },
  headline,
  failure,
  events,
  picture,
  series: t`Race 100 seeds`,

  suggestions: [
    { label: t`Break a node`, do: (page) => { if (page.picture) page.disturb(farthest(page.picture)); } },
    { label: t`Race with and without imagination`, do: (page) => page.use({ ...lineUp('h3', 'h3', 'pilot', 'pilot'), 'foresight-2': 'imagine', 'foresight-4': 'imagine' }) },
    { label: t`Put me in a lane`, do: (page) => page.use(race.mine) },
    { label: t`Race it against its younger selves`, do: (page) => page.use(lineUp('pilot-0', 'pilot-1000', 'pilot-10000', 'pilot')) },
    { label: t`Let the planner that sees everything race too`, do: (page) => page.use(lineUp('h3', 'pilot-0', 'pilot', 'omniscient')) },
    { label: t`Let three ways of learning race`, do: (page) => page.use(lineUp('h3', 'qtable', 'pilot', 'pilot-prophet')) },
    { label: t`Fast-forward`, do: (page) => page.speed('max') },
    { label: t`Back to the first race`, do: (page) => { page.speed(); page.fresh(); } },
  ],

  program: {
    label: t`Race it`,
    acts: t`No mistake found. This is what races now.`,
    runs: (values) => lanesOf(values, 'program').length > 0,
    // The first empty lane is its own, or else the last one.
    use: (values) => (lanesOf(values, 'program').length > 0 ? {} : { [lanesOf(values, 'none')[0] ?? lanes.at(-1)]: 'program' }),
    leave: (values, other) => Object.fromEntries(lanesOf(values, 'program').map((lane) => [lane, other])),
  },

  disturb: {
    title: t`Break a certain node in every lane`,
    button: t`Inject load`,
    amount: ({ running }, node) => Math.max(glancing, strike - Math.max(...running.map(({ memory }) => memory[node]))),
    words: ({ columns }, node) => t`Row ${Math.floor(node / columns) + 1}, column ${node % columns + 1} broke in every lane. Watch who gets there in time.`,
  },
};

const lanesOf = (values, key) => lanes.filter((lane) => values.get(lane) === key);

// lineUp returns the values of lanes of which none looks ahead.
const lineUp = (...keys) => Object.fromEntries(lanes.flatMap((lane, i) => [[lane, keys[i]], [foresights[i], 'none']]));

// named returns what a lane is called, as core/lab/race/options.go does.
const named = (label, foresees) => (foresees ? `${label} + imagination` : label);

// policies are the choices of a lane, {key, label} each.
const policies = lab.params.find(({ key }) => key === lanes[0]).options;

function policyAt(number) {
  if (number >= policies.length) throw new RangeError(`policy ${number} is unknown`);
  return policies[number];
}

const laneBytes = 26; // of a lane, ahead of the section of its cluster
const sectionBytes = 8; // of a section, ahead of what is in it: its name, and its length
const clusterBytes = 48; // of its cluster, ahead of the nodes: cpu of all, memory of all, priorities of all, and more

// picture reads what core/lab/race/picture.go walks.
function picture(view, at) {
  const all = [];
  let step = 0, rows = 0, columns = 0;
  let from = at + 4;
  for (let i = view.getUint32(at, true); i > 0; i--) {
    const section = from + laneBytes;
    const nodes = section + sectionBytes;
    step = Number(view.getBigUint64(nodes, true));
    rows = view.getUint32(nodes + 8, true);
    columns = view.getUint32(nodes + 12, true);
    const size = 4 * rows * columns;
    const flags = view.getUint16(from + 24, true);
    const memory = nodes + clusterBytes + size;
    const { key, label } = policyAt(view.getUint16(from + 2, true));
    all.push({
      key,
      label: named(label, (flags & 8) !== 0),
      return: view.getFloat32(from + 4, true),
      steps: view.getUint32(from + 8, true),
      learned: view.getUint32(from + 20, true),
      failed: (flags & 1) !== 0,
      ended: (flags & 2) !== 0,
      cut: (flags & 4) !== 0, // it does what was done, and no more was recorded
      agent: view.getUint32(nodes + 16, true),
      memory: floats(view, memory, rows * columns),
    });
    from = nodes + 8 * Math.ceil(view.getUint32(section + 4, true) / 8);
  }
  const running = all.filter(({ ended }) => !ended);
  return { step, rows, columns, lanes: all, running: running.length > 0 ? running : all };
}

// failure tells of the first lane that has failed in the race on the stage; see
// labs/index.js.
function failure({ picture: seen, step }) {
  const lane = seen?.lanes.find(({ failed }) => failed);
  if (!lane || seen.step !== step) return null;
  const longest = Math.max(...seen.lanes.map(({ steps }) => steps));
  return { step: step - (longest - lane.steps), length: lane.steps };
}

// farthest returns the node that is farthest from the agent of the first lane that runs.
function farthest({ running: [{ agent }], rows, columns }) {
  const row = (Math.floor(agent / columns) + (rows >> 1)) % rows;
  const column = ((agent % columns) + (columns >> 1)) % columns;
  return row * columns + column;
}

// --- the headline --------------------------------------------------------------------

const overtaking = { weight: 3, stands: 3500 }; // ms
const winning = { weight: 2, stands: 7500 };
const failing = { weight: 1 };

const before = { generation: -1, races: 0, who: '', overtaken: false, failed: new Set() };

function headline(shot, state) {
  const { metrics } = shot;
  const { playing, rate, values } = state;
  if (state.visiting && !shot.replaying) return (shot.ended && verdictOf(state.description, ended(shot))) || yourMove(state);
  if (!playing) return (shot.ended && verdictOf(state.description, ended(shot))) || t`Paused. Look back to see what led here, or take one step at a time.`;
  if (shot.replaying) return t`This is a shared race. What its visitor changed happens again, at the same steps.`;
  if (rate === 'max' || rate > followable) return `${say(`${count(metrics.races, 'race')} ${shot.why || t`so far`}.`)} ${standing(metrics, values)}`;
  return standing(metrics, values);
}

// ended returns how many races of the run have.
const ended = ({ episode, ended: now }) => episode + (now ? 1 : 0);

// events tells what has happened since the last look: who failed, who won, and that the
// network has overtaken the heuristic.
function events(shot, { description, rate, values }) {
  const { generation, metrics, picture: seen } = shot;
  const races = ended(shot);
  const found = [];
  if (generation !== before.generation) {
    Object.assign(before, { generation, races, overtaken: false, failed: new Set() });
  }
  const who = learner(values).key;
  if (who !== before.who) Object.assign(before, { who, overtaken: false });
  if (!before.overtaken && metrics.heldout > metrics.heldout_h3) {
    before.overtaken = true;
    found.push({ ...overtaking, words: `${t`${capital(learner(values).short)} has overtaken the heuristic: ${number(metrics.heldout, 1)} against ${number(metrics.heldout_h3, 1)} on games it never learned from.`}${seenOf(seen)}` });
  }
  const slow = rate !== 'max' && rate <= followable;
  const verdict = verdictOf(description, races);
  if (races > before.races && (verdict || !slow)) {
    before.races = races;
    before.failed.clear();
    if (slow) found.push({ ...winning, words: verdict });
  }
  for (const [i, lane] of seen?.lanes.entries() ?? []) {
    if (!lane.failed) before.failed.delete(i);
    else if (!before.failed.has(i)) {
      before.failed.add(i);
      if (slow && seen.lanes.some((other) => !other.ended)) found.push({ ...failing, words: failed(lane, races) });
    }
  }
  return found;
}

// seenOf says where on the stage one sees that the network is ahead, empty where one does
// not.
function seenOf(seen) {
  const [ours, theirs] = ['pilot', 'h3'].map((key) => seen?.lanes.find((lane) => lane.key === key && !lane.ended));
  if (!ours || !theirs) return '';
  const [low, high] = [ours, theirs].map(({ memory }) => Math.max(...memory));
  return low < high ? ` ${t`Here its fullest node is at ${percent(low)}, that of h.3 at ${percent(high)}.`}` : '';
}

// failed says that a lane has, while others go on.
function failed({ key, label, steps }, races) {
  if (key === 'recorded') return t`As it was: it failed at step ${number(steps)}. Who does better?`;
  if (key === 'pilot' && races === 0) return t`${label} failed at step ${number(steps)}: it learned too late in this race what to do. Watch it in the next one.`;
  return t`${label} failed at step ${number(steps)}. The others go on.`;
}

// verdictOf returns what the description says of the race of that number; empty where it
// does not yet say it.
function verdictOf(description, races) {
  const [, race, words] = /Race ([\d,]+): ([^]*)$/.exec(description) ?? [];
  return words && Number(race.replaceAll(',', '')) === races ? say(words) : '';
}

function yourMove({ touch, keys }) {
  if (touch) return t`Your move. Every lane waits until you tap one of the buttons below.`;
  return keys ? t`Your move: the arrow keys walk, space cleans, and the buttons below show the other keys. Every lane waits for you.`
    : t`Your move. Every lane waits for one of the buttons below, or for its key once you have clicked the stage.`;
}

// standing says what one sees, and how far the network has come; how many steps it has
// learned from stands in its lane.
function standing({ learned, heldout, heldout_h3: heuristic }, values) {
  const runs = (key) => lanes.some((lane) => values.get(lane) === key);
  const fate = t`One fate: the same nodes leak in every lane.`;
  if (runs('recorded')) return t`What if? All begin from that moment, with the noise that came: “As it was” does what was done, the others what they think is right.`;
  if (!(learned >= 0)) return `${fate} ${t`Who keeps the cluster alive the longest?`}`;
  const { long: network } = learner(values);
  if (!(heldout > -Infinity)) return `${fate} ${runs('h3') ? t`h.3 follows a fixed rule; ${network} learns while you watch.` : t`${capital(network)} learns while you watch.`}`;
  const [ours, theirs] = [number(heldout, 1), number(heuristic, 1)];
  return heldout > heuristic
    ? t`${capital(network)} is better than the heuristic h.3: ${ours} against ${theirs} on games it never learned from.`
    : t`The heuristic h.3 is still ahead of ${network}: ${theirs} against ${ours} on games it never learned from.`;
}

// learner says whose numbers the snapshot tells, as the simulation chooses.
function learner(values) {
  const key = ['pilot', 'pilot-prophet', 'qtable', 'pqn', 'pqn-prophet'].find((one) => lanes.some((lane) => values.get(lane) === one)) ?? '';
  const short = key === 'qtable' ? t`the table` : t`the network`;
  return { key, short, long: key ? t`${short} in the lane “${policies.find((policy) => policy.key === key).label}”` : short };
}

const capital = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
