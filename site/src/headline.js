// One line that says what is happening, in the words of the lab unless the stage shows
// another moment than now.

import { number } from './dom.js';
import { room, sentence } from './page.js';

// headline describes a snapshot, given the state of the page: {playing, rate, back,
// jump, values, label, description, baselines, touch, elsewhere}.
export function headline(shot, state) {
  const { back, jump } = state;
  const words = room.headline(shot, state); // asked always: a lab may remember what it has seen
  if (back > 0) return `You see the world as it was ${number(back)} ${back === 1 ? 'step' : 'steps'} ago. Play returns to now.`;
  if (shot.fault) return stopped(shot.fault);
  return jump ? repeating(shot.step, jump) : words;
}

// stopped tells where a program of the visitor's has failed.
function stopped({ lane, line, message }) {
  const where = line > 0 ? `Line ${line}: ${message}` : message;
  return `Your program${lane > 0 ? ` in lane ${lane}` : ''} stops here. ${sentence(where)}`;
}

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
