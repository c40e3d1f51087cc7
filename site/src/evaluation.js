// Matches beside the run: in which world the last evaluation of a learner was played,
// and how the baselines did on an episode that the visitor has played.

import { lab, page, parts, room } from './page.js';
import { t } from './words.js';

// standings reads how a match came out, player by player.
export const standings = (text) => text.trim().split('\n').map((line) => {
  const [, mean, failed, steps, episodes, after] = line.split(',').map(Number);
  return { mean, failed, steps, episodes, after };
});

// --- the world of an evaluation ----------------------------------------------

const played = new Map(); // by policy: the last evaluation and its world
let generation = -1; // the run that they belong to

const isWorldly = ({ group }) => group !== room.learning?.group && group !== room.learning?.after;

export const worldNow = () => lab.params.filter(isWorldly).map((param) => page.values.get(param.key)).join(' ');

// looksAhead reports whether an evaluation that begins now ends with the learner once more, as
// it looks ahead.
export const looksAhead = () => room.learning.ahead(page.values);

const stampOf = (after, episodes) => `${after} ${episodes}`;

// note notes the world of an evaluation that began before it came out; the session
// tells only how it came out.
export const note = (policy, { after, episodes }, world) => played.set(policy, { stamp: stampOf(after, episodes), world });

// elsewhere reports whether the world has changed since the evaluation in a
// snapshot, which every snapshot has to be shown to.
export function elsewhere(shot) {
  if (shot.generation !== generation) played.clear();
  generation = shot.generation;
  const { episodes, evaluatedAt: after } = shot.learning;
  if (played.get(page.policy)?.stamp !== stampOf(after, episodes)) note(page.policy, { after, episodes }, worldNow());
  return played.get(page.policy).world !== worldNow();
}

// --- the baselines on the visitor's episode ------------------------------------

const reading = 1200; // ms for which the outcome stands before a move may begin the next episode
const patience = 10_000; // ms that the baselines may take over it

let asked = ''; // the episode that they were asked to play
let askedAt = 0;
let words = ''; // how they did
let toldAt = Infinity; // when that was said first

const episodeOf = (shot) => `${shot.generation} ${shot.episode}`;

// baselinesOf returns how the baselines did on the episode that has ended; empty while
// they play it.
export function baselinesOf(shot) {
  if (!shot.ended || !page.visiting || !room.compare) return '';
  if (asked !== episodeOf(shot)) ask(shot);
  else if (words) toldAt = Math.min(toldAt, performance.now());
  return words;
}

async function ask(shot) {
  const episode = episodeOf(shot);
  asked = episode;
  askedAt = performance.now();
  words = '';
  toldAt = Infinity;
  const { error, text } = await parts.client.baselines();
  if (asked !== episode) return;
  words = error ? t`Any move begins the next one.` : room.compare(shot.metrics.episode_step, ...standings(text));
}

// mayMove reports whether the visitor's next move is welcome: the end of an episode
// is to be read first, however fast the keys are pressed.
export function mayMove(shot) {
  if (!shot.ended || !page.visiting || !room.compare) return true;
  const now = performance.now();
  return asked === episodeOf(shot) && (now - toldAt > reading || now - askedAt > patience);
}
