// How others would have done: when an episode that the visitor played ends, h.3
// and the omniscient planner play the same one.

import { number } from './dom.js';
import { players } from './learning.js';
import { page, parts } from './page.js';

let asked = ''; // the episode that the others were asked to play
let words = ''; // how they did

// rivalsOf returns how the others did on the episode that has ended; empty while
// they play it.
export function rivalsOf(shot) {
  if (!shot.ended || page.policy !== 'you') return '';
  const episode = `${shot.generation} ${shot.episode}`;
  if (asked === episode) return words;
  asked = episode;
  words = '';
  parts.session.rivals().then(({ error, text }) => {
    if (asked === episode) words = error ? '' : compare(shot.metrics.episode_step, ...players(text));
  });
  return '';
}

function compare(steps, heuristic, planner) {
  const verdict = steps > heuristic.steps ? 'You beat h.3' : steps < heuristic.steps ? 'h.3 holds on longer' : 'As long as h.3';
  return `${verdict}: on the same episode, h.3 ${lasted(heuristic)} and the planner that sees everything ${lasted(planner)}.`;
}

const lasted = ({ steps, failed }) => (failed ? `collapses after ${number(steps)} steps` : `survives all ${number(steps)} steps`);
