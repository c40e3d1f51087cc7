// The buttons beside the headline that go to a moment: to the steps before the last
// failure, and what the lab offers.

import { byId, element } from './dom.js';
import { actions } from './input.js';
import { furnishes, page, parts, room } from './page.js';
import { play, rewind } from './run.js';
import { t } from './words.js';

const before = 20; // steps before the failure from which on it is shown
const pace = 250; // ms a step
const followable = 120; // steps per second up to which one can tell which failure it was

let replay = null; // {generation, at, to, back, next}: the moment on the stage, on its way

// reachable reports whether the stage can show the last failure and something before it.
const reachable = (shot) => shot.failure > 0 && shot.step - shot.failure < parts.transport.limit - 1;

let buttons = [];

furnishes(() => {
  replay = null;
  buttons = [
    { label: t`Watch how it happened`, offered: reachable, do: (_, shot) => watchFailure(shot) },
    ...room.moments,
  ].map((moment) => ({ ...moment, button: element('button', { type: 'button', hidden: true, click: () => moment.do(actions, page.shot, parts.transport.back) }, moment.label) }));
  byId('moments').replaceChildren(...buttons.map(({ button }) => button));
});

// calm reports whether single moments can be followed.
export function calm() {
  const { playing, rate } = parts.transport;
  return page.open && !(playing && (rate === 'max' || rate > followable));
}

// showMoments offers what there is to go to.
export function showMoments(shot) {
  const { back } = parts.transport;
  const offers = calm();
  for (const { button, offered } of buttons) {
    const there = offers && offered(shot, back);
    if (!there && document.activeElement === button) byId('play').focus({ preventScroll: true });
    button.hidden = !there;
  }
}

// watchFailure shows the steps before the last failure, slowly, and stands at it.
function watchFailure({ failure, generation, step }) {
  play(false);
  const at = Math.max(1, failure - before, step - parts.transport.limit);
  replay = { generation, at, to: failure, back: 0, next: performance.now() + 2 * pace };
  advance(step);
}

// watching says in one word what the stage shows of a failure: nothing, the steps before
// it, or itself.
export function watching() {
  if (!replay) return '';
  return replay.at < replay.to ? 'watching' : 'watched';
}

// watch moves the stage on. Whatever else moves it ends the replay.
export function watch(now) {
  if (!replay || !page.shot) return;
  const { generation, step } = page.shot;
  const { transport } = parts;
  if (generation !== replay.generation || transport.playing || transport.back !== replay.back) {
    replay = null;
    return;
  }
  if (now >= replay.next && replay.at < replay.to) {
    replay.at++;
    replay.next = now + pace;
  }
  advance(step);
}

// advance puts the moment of the replay on the stage, of a run that has come to a step.
function advance(step) {
  const back = step - replay.at;
  if (back !== parts.transport.back) rewind(back);
  replay.back = parts.transport.back;
}
