// Snapshots: asked for once a frame, and turned into the stage, the numbers and
// the words.

import { uncover } from './cover.js';
import { byId, byTouch, write } from './dom.js';
import { saveRun } from './files.js';
import { remarked } from './hand.js';
import { elsewhere } from './judged.js';
import { readSettings } from './links.js';
import { showMoves } from './moves.js';
import { dismiss, notice } from './notices.js';
import { page, parts, sentence } from './page.js';
import { rivalsOf } from './rivals.js';
import { viewText, viewWhole } from './session.js';
import { read } from './snapshot.js';

const textEvery = 1000; // ms between two descriptions in words
const numbersEvery = 100; // ms between two looks at the numbers
const numbersFlying = 250; // the same at full speed and where the story is made of numbers: nobody reads faster

let broken = ''; // what was wrong with the last snapshot
let drawn = false; // a first picture

// take shows a snapshot. state is what came with it.
export function take(bytes, state) {
  if (bytes.length === 0) return;
  if (state.settings) follow(readSettings(state.settings));
  const { stage } = parts;
  try {
    page.shot = read(bytes.buffer, bytes.length);
    const error = stage.draw(bytes.subarray(0, page.shot.drawn));
    if (error) throw new Error(error);
    broken = '';
  } catch (error) {
    if (broken !== error.message) notice('snapshot', `A picture could not be read: ${sentence(error.message)}`, { Dismiss() {} });
    broken = error.message;
    return;
  }
  if (stage.ready && !drawn) {
    drawn = true;
    performance.mark('first-frame');
  }
  uncover();
  if (page.shot.text !== null) describe(page.shot.text);
  page.state = state;
  page.elsewhere = page.shot.learning !== null && elsewhere(page.shot);
}

function follow(values) {
  page.values = values;
  parts.controls.follow(values);
  parts.transport.showSeed(page.seed);
}

function describe(text) {
  write(byId('description'), text);
  parts.stage.describe(text);
}

function showNumbers() {
  const { shot, state } = page;
  showMoves();
  if (!page.open) write(byId('story'), page.idle);
  if (!shot || !state) return;
  const { learning, stage, story, tiles, transport } = parts;
  const perSecond = page.open ? state.perSecond : 0;
  tiles.show(shot, perSecond, transport.back > 0);
  stage.set('measured', Math.round(perSecond)); // one meter for tile and stage
  // Only a world of places can be looked back on and broken where one likes.
  byId('rewind').closest('.knob').hidden = !shot.place;
  byId('disturb').hidden = !shot.place;
  learning.show(shot, page, transport.playing && transport.rate === 'max', state.contest);
  if (shot.learning?.stopped) tellStopped();
  showReach(shot, state.rewind, transport);
  if (page.sharedAt > 0 && shot.step >= page.sharedAt) dismiss('jump');
  if (!page.open) return;
  const line = story.line(shot, {
    playing: transport.playing, rate: transport.rate, back: transport.back, jump: page.jump, elsewhere: page.elsewhere,
    policy: page.policy, label: page.policyLabel, training: page.values.get('train') === 'on', rivals: rivalsOf(shot), touch: byTouch(),
  });
  write(byId('story'), remarked() || line);
}

let told = -1; // the run whose end of training was told

// tellStopped says that training met a number that is not finite, and where.
async function tellStopped() {
  const { generation } = page.shot;
  if (told === generation) return;
  told = generation;
  const reason = await parts.session.stopped();
  notice('stopped', `${sentence(reason || 'training stopped: a number is not finite')} The weights of the last good update act on, and what this browser kept before is not overwritten. A lower learning rate helps; start over to train again.`, {
    'Save as a file': saveRun, Dismiss() {},
  });
}

// Large worlds remember fewer pictures: what came back, when so many steps were
// asked for, says how far it goes.
function showReach(shot, asked, transport) {
  const limit = transport.back > 0 ? Math.min(transport.limit, transport.reach(shot.step)) : transport.reach(shot.step);
  const shown = shot.place ? shot.step - shot.place.step : 0;
  if (transport.back > 0 && shown < transport.back && asked === transport.back) transport.showRewind(shown, shown);
  else transport.showRewind(transport.back, limit);
}

// At full speed nobody sees single steps: every second frame of 60 leaves the machine
// to whoever learns, and every sixth where the processor has to draw as well.
const blurEvery = 30; // ms between two pictures
const blurEverySoftly = 95; // the same without a graphics card

let lastLook = performance.now();
let lastText = -Infinity;
let lastNumbers = -Infinity;

// frame looks at the session once per frame of the screen, from now on.
export function frame(now) {
  const elapsed = now - lastLook;
  const blurred = parts.transport.playing && parts.transport.rate === 'max';
  const pause = parts.stage.software ? blurEverySoftly : blurEvery;
  if (page.open && !(blurred && elapsed < pause)) {
    lastLook = now;
    let flags = page.whole ? viewWhole : 0;
    if (now - lastText > textEvery) {
      flags |= viewText;
      lastText = now;
    }
    parts.session.look({ flags, rewind: parts.transport.back, focus: page.focus }, elapsed);
  }
  if (now - lastNumbers > (blurred || !page.shot?.place ? numbersFlying : numbersEvery)) {
    lastNumbers = now;
    showNumbers();
  }
  requestAnimationFrame(frame);
}
