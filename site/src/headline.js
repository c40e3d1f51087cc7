// The one line that says what is happening, in the words of the lab. A sentence stands
// long enough to be read; what has happened meanwhile waits, the weightiest first, until it
// is no news any more. To a visitor's own doing the line answers at once.

import { byId, count, number, write } from './dom.js';
import { room, sentence } from './page.js';
import { say, t } from './words.js';

const least = 2500; // ms for which a sentence stands
const glance = 3000; // for which an answer does
const stale = 6500; // after which what waits is not told any more
const spokenEvery = 5000; // between two events that are read out
const spokenStale = 20_000;

// Queue holds events, {weight, words, stands}, that wait to be told.
class Queue {
  #waiting = [];

  constructor(stale) { this.stale = stale; }

  add(event, now) { this.#waiting.push({ ...event, since: now }); }

  clear() { this.#waiting = []; }

  // next returns the weightiest event that is still news, and forgets it.
  next(now) {
    this.#waiting = this.#waiting.filter(({ since }) => now - since < this.stale).sort((a, b) => b.weight - a.weight);
    return this.#waiting.shift();
  }
}

const news = new Queue(stale);
const spoken = new Queue(spokenStale);

let shown = { words: '', mode: '', until: 0 };
let reply = null; // what the visitor's doing is to be answered
let spokenAt = -Infinity;
let generation = -1;
let heard = -1; // the step of the last moment that was news

// answer says something in place of all else, for a moment. words is asked until it has
// something to say; null is that there is nothing to say any more.
export function answer(words) { reply = words; }

// hear takes in every snapshot that can be followed: what its moment is told of is soon over.
export function hear(shot) {
  if (!shot.news || shot.step === heard) return;
  heard = shot.step;
  const event = { weight: 1, words: say(shot.told), stands: glance };
  news.add(event, performance.now());
  spoken.add(event, performance.now());
}

// headline returns the line for a snapshot, given the state of the page: {playing, rate,
// back, watching, jump, visiting, keys, values, label, description, baselines, touch,
// elsewhere}.
export function headline(shot, state) {
  const now = performance.now();
  if (shot.generation !== generation) begin(shot.generation);
  const present = state.back === 0 && (shot.picture?.step ?? shot.step) === shot.step; // nothing happens in the past
  for (const event of present ? room.events(shot, state) : []) {
    news.add(event, now);
    spoken.add(event, now);
  }
  const standing = words(shot, state);
  const mode = modeOf(shot, state);
  speak(now);
  const replied = reply?.();
  if (replied !== '') reply = null;
  if (replied) shown = { words: replied, mode: 'answer', until: now + glance };
  else if (shown.mode === 'answer' && now < shown.until) return shown.words;
  else if (mode !== shown.mode) stand(standing, mode, now);
  else if (now >= shown.until) follow(standing, mode, now);
  return shown.words;
}

// begin forgets what belonged to the run before.
function begin(next) {
  generation = next;
  heard = -1;
  shown = { words: '', mode: '', until: 0 };
  reply = null;
  news.clear();
  spoken.clear();
}

function stand(text, mode, now, ms = least) {
  shown = { words: text, mode, until: now + ms };
}

// follow lets the next sentence take the place of one that has stood long enough.
function follow(standing, mode, now) {
  const event = mode.startsWith('runs') ? news.next(now) : undefined;
  if (event) stand(event.words, mode, now, Math.max(least, event.stands ?? 0));
  else if (standing !== shown.words) stand(standing, mode, now);
}

// modeOf names what the visitor has made of the page: another mode is told at once.
function modeOf(shot, { back, watching, jump, playing, visiting, keys, baselines }) {
  if (watching) return watching;
  if (back > 0) return `back ${shot.told}`;
  if (shot.fault) return `stopped ${shot.fault.lane} ${shot.fault.line} ${shot.fault.message}`;
  if (jump) return 'jump';
  if (visiting && !shot.replaying) return `yours ${shot.ended} ${Boolean(baselines)} ${keys}`;
  return playing ? `runs ${shot.why}` : `paused ${shot.told}`;
}

// words returns the sentence that stands where there is no news.
function words(shot, state) {
  const { back, watching, jump } = state;
  if (watching === 'watching') return t`These are the last steps before the failure, slowly. Play returns to now.`;
  if (watching) return t`This is where it failed. Play returns to now.`;
  if (back > 0) return `${say(shot.told) || t`You see an earlier moment.`} ${t`Play returns to now.`}`;
  if (shot.fault) return stopped(shot.fault);
  return jump ? repeating(shot.step, jump) : room.headline(shot, state);
}

// speak lets a screen reader read out the weightiest event.
function speak(now) {
  if (now - spokenAt < spokenEvery) return;
  const event = spoken.next(now);
  if (!event) return;
  spokenAt = now;
  write(byId('news'), event.words);
}

// stopped tells where a program of the visitor's has failed.
function stopped({ lane, line, message }) {
  const where = line > 0 ? t`Line ${line}: ${say(message)}` : message;
  return `${lane > 0 ? t`Your program in lane ${lane} stops here.` : t`Your program stops here.`} ${sentence(where)}`;
}

// repeating tells how far a shared run has come, and how long the rest will take
// at the speed so far.
function repeating(step, { to, from, since }) {
  const seconds = ((performance.now() - since) / 1000) * ((to - step) / (step - from));
  return Number.isFinite(seconds) ? t`Repeating the shared run: step ${number(step)} of ${number(to)}, about ${lasting(seconds)} to go. Play ends the jump here.`
    : t`Repeating the shared run: step ${number(step)} of ${number(to)}. Play ends the jump here.`;
}

function lasting(seconds) {
  const [n, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  const whole = Math.ceil(n);
  return count(whole, unit);
}
