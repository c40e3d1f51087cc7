// How others would have done: when an episode that the visitor played ends, h.3
// and the omniscient planner play the same one.

import { number } from './dom.js';
import { players } from './learning.js';
import { page, parts } from './page.js';

const reading = 1200; // ms for which the outcome stands before a move may begin the next episode
const patience = 10_000; // ms that the others may take over it

let asked = ''; // the episode that the others were asked to play
let askedAt = 0;
let words = ''; // how they did
let toldAt = Infinity; // when that was said first

const episodeOf = (shot) => `${shot.generation} ${shot.episode}`;

// rivalsOf returns how the others did on the episode that has ended; empty while
// they play it.
export function rivalsOf(shot) {
  if (!shot.ended || page.policy !== 'you') return '';
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
  const { error, text } = await parts.session.rivals();
  if (asked === episode) words = error ? 'Any move begins the next one.' : compare(shot.metrics.episode_step, ...players(text));
}

// mayMove reports whether the visitor's next move is welcome: the end of an episode
// is to be read first, however fast the keys are pressed.
export function mayMove(shot) {
  if (!shot.ended || page.policy !== 'you') return true;
  const now = performance.now();
  return asked === episodeOf(shot) && (now - toldAt > reading || now - askedAt > patience);
}

function compare(steps, heuristic, planner) {
  const verdict = steps > heuristic.steps ? 'You beat h.3' : steps < heuristic.steps ? 'h.3 holds on longer' : 'As long as h.3';
  return `${verdict}: on the same episode, h.3 ${lasted(heuristic)} and the planner that sees everything ${lasted(planner)}.`;
}

const lasted = ({ steps, failed }) => (failed ? `collapses after ${number(steps)} steps` : `survives all ${number(steps)} steps`);
