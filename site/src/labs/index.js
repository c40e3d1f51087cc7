// The labs of the page: what it says and offers in one of them only. A lab that is not
// in this list has all that the catalog describes; its headline is the description of
// the moment, and nothing is suggested.

import { cluster } from './cluster.js';
import { gardener } from './gardener.js';
import { prophet } from './prophet.js';
import { race } from './race.js';
import { say, t } from '../words.js';

const labs = { cluster, gardener, prophet, race };

// door is the key of the lab that an address without anything opens. A link that
// describes a run and names no lab is of the first lab of the catalog, for ever.
export const door = 'race';

// plain is what a lab's own file may replace.
const plain = {
  numbersEvery: 250, // ms between two looks at the numbers
  visitor: null, // the value of lab.actor while the visitor acts
  visits: () => true, // whether the visitor's moves count, given the values
  absent: '', // what a move is answered where it does not, and the visitor cannot take over at once
  // headline says in one line what happens in a snapshot, given the state that
  // frameloop.js passes.
  headline: (shot, state) => say(state.description) || shot.lab.question,
  // events returns what has happened since the last look and is told once, {weight, words}
  // and stands where that is more than a moment, in ms: a failure, a survival, a victory.
  events: () => [],
  moments: [], // {label, offered(shot, back), do(page, shot, back)}: buttons beside the headline, for the moment on the stage
  strokes: false, // a finger that moves over the stage draws, and does not scroll the page
  suggestions: [], // {label, do(page)}, offered one after the other; input.js has what page can do
  // failure returns the step of the last failure that a snapshot tells of, and how many steps
  // had led to it: {step, length}; null for none. It is asked for every look at the numbers.
  failure: () => null,
  mine: {}, // values that give the visitor a part beside others
  picture: () => null, // reads the section of the picture at a byte of a DataView; step is the moment that it shows
  disturb: null, // of a grid: {title, button, amount(picture, place), words(picture, place)}
  imagination: null, // of a Prophet that looks ahead; see cluster.js
  learning: null, // of policies that learn; see cluster.js
  // Where the visitor's own program can be the policy: {label, acts (what is said of one that acts now), runs(values), use(values),
  // leave(values, other)}; see cluster.js.
  program: null,
  lanes: () => [], // what the lanes are called, given the values; of metrics that belong to one
  series: t`Compare on 100 games`, // label of the button that opens the series, where the lab has one
  luck: null, // of policies that learn: how many steps are enough to see what they come to, given the values
  compare: null, // words for how the baselines did on the visitor's episode of a given number of steps
};

export const roomOf = (lab) => ({ ...plain, ...labs[lab.key] });
