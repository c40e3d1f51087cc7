// The frame loop: snapshots are asked for once a frame, and turned into the stage, the
// numbers and the words.

import { tellCharts } from './charts.js';
import { viewText, viewWhole } from './client.js';
import { byId, byTouch, write } from './dom.js';
import { baselinesOf, elsewhere } from './evaluation.js';
import { saveRun } from './files.js';
import { headline, hear } from './headline.js';
import { showMoves } from './input.js';
import { readSettings } from './links.js';
import { calm, showMoments, watch, watching } from './moments.js';
import { dismiss, notice } from './notices.js';
import { pictured } from './overlay.js';
import { labelOf } from './metrics.js';
import { lab, page, parts, room, sentence } from './page.js';
import { tellRepeated } from './run.js';
import { locks, takeSheet } from './sheet.js';
import { read } from './snapshot.js';
import { showWhatIf } from './whatif.js';
import { say, t } from './words.js';

const textEvery = 1000; // ms between two descriptions in words
const numbersFlying = 250; // ms between two looks at the numbers at full speed: people read no faster

let broken = ''; // what was wrong with the last snapshot
let drawn = false; // a first picture

// take shows a snapshot. state is what came with it.
export function take(bytes, state) {
  if (bytes.length === 0) return;
  if (state.settings) {
    follow(readSettings(state.settings));
    takeSheet(state.settings);
  }
  const { stage } = parts;
  try {
    page.shot = read(bytes.buffer, bytes.length, room.picture);
    const error = stage.draw(bytes.subarray(0, page.shot.drawn));
    if (error) throw new Error(error);
    broken = '';
  } catch (error) {
    if (broken !== error.message) notice('snapshot', t`A picture could not be read: ${sentence(error.message)}`, { [t`Dismiss`]() {} });
    broken = error.message;
    return;
  }
  if (stage.ready && !drawn) {
    drawn = true;
    performance.mark('first-frame');
  }
  parts.imagination.note(page.shot);
  if (parts.transport.back === 0 && calm()) hear(page.shot);
  pictured();
  if (page.shot.text !== null) {
    describe(page.shot.text);
    tellCharts(lab, page.shot.chart(), labelOf);
  }
  page.state = state;
  tellRepeated(state.verdict);
  page.elsewhere = page.shot.learning !== null && elsewhere(page.shot);
}

function follow(values) {
  page.values = values;
  parts.controls.follow(values);
  parts.transport.showSeed(page.seed);
}

function describe(text) {
  page.description = text;
  write(byId('description'), say(text));
  parts.stage.describe(say(text));
}

function showNumbers() {
  const { shot, state } = page;
  showMoves();
  if (!page.open) write(byId('headline'), page.idle);
  if (!shot || !state) return;
  const { learning, metrics, stage, transport } = parts;
  const perSecond = page.open ? state.perSecond : 0;
  metrics.show(shot, perSecond, transport.back > 0);
  showCounts(shot);
  stage.set('measured', Math.round(perSecond)); // one meter for page and stage
  byId('rewind').closest('.knob').hidden = lab.rewind === 0;
  byId('disturb').hidden = room.disturb === null || locks('inject');
  learning.show(shot, page, transport.playing && transport.rate === 'max', state.match);
  parts.imagination.show(shot, page, transport.back > 0 || !transport.playing);
  if (shot.learning?.stopped) tellStopped();
  parts.policy?.show(shot);
  parts.lessons.look();
  showReach(shot, state.rewind, transport);
  showWhatIf(shot);
  if (page.sharedAt > 0 && shot.step >= page.sharedAt) dismiss('jump');
  if (!page.open) return;
  showMoments(shot);
  write(byId('headline'), headline(shot, {
    playing: transport.playing, rate: transport.rate, back: transport.back, watching: watching(), jump: page.jump, elsewhere: page.elsewhere,
    visiting: lab.actions.length > 0 && page.visiting, keys: document.activeElement === byId('stage'),
    values: page.values, label: page.policyLabel, description: page.description, baselines: baselinesOf(shot), touch: byTouch(),
  }));
}

// showCounts says since when is counted what is counted, where that is not the start.
function showCounts({ metrics, why }) {
  const note = byId('counts-note');
  const counted = lab.metrics.filter(({ counted: is, key }) => is && !Number.isNaN(metrics[key])).map(labelOf);
  note.hidden = why === '' || counted.length === 0;
  if (!note.hidden) write(note, t`Counted ${say(why)}: ${counted.join(', ')}.`);
}

let told = -1; // the run whose end of training was told

// tellStopped says that training met a number that is not finite, and where.
async function tellStopped() {
  const { generation } = page.shot;
  if (told === generation) return;
  told = generation;
  const reason = await parts.client.stopped();
  notice('stopped', t`${sentence(reason || t`training stopped: a number is not finite`)} The weights of the last good update act on, and what this browser kept before is not overwritten. A lower learning rate helps; start over to train again.`, {
    [t`Save as a file`]: saveRun, [t`Dismiss`]() {},
  });
}

// Large worlds remember fewer pictures: what came back, when that number of steps was
// asked for, says how far it goes.
function showReach(shot, asked, transport) {
  const limit = transport.back > 0 ? Math.min(transport.limit, transport.reach(shot.step)) : transport.reach(shot.step);
  const shown = shot.picture?.step === undefined ? 0 : shot.step - shot.picture.step;
  if (transport.back > 0 && shown < transport.back && asked === transport.back) transport.showRewind(shown, shown);
  else transport.showRewind(transport.back, limit);
}

// At full speed single steps are not seen: every second frame of 60 leaves the machine
// to the learner, and every sixth where the processor has to draw as well.
const blurEvery = 30; // ms between two pictures
const blurEverySoftly = 95; // the same without a graphics card

let lastLook = performance.now();
let lastText = -Infinity;
let lastNumbers = -Infinity;

// frame looks at the session once per frame of the screen, from now on.
export function frame(now) {
  watch(now);
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
    parts.client.look({ flags, rewind: parts.transport.back, focus: page.focus }, elapsed);
  }
  if (now - lastNumbers > (blurred ? numbersFlying : room.numbersEvery)) {
    lastNumbers = now;
    showNumbers();
  }
  requestAnimationFrame(frame);
}
