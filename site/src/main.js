// The page: it owns no science. Controls become commands to the worker's
// session; the session's snapshots become the stage, the numbers and the words.
// Here its parts are made and put together.

import { hash, lessonOf } from './address.js';
import { autosave, limitReached, lookBack, watchLeaving } from './autosave.js';
import { version } from './catalog.js';
import { Client } from './client.js';
import { Controls } from './controls.js';
import { help } from './dialogs.js';
import { byId, byTouch, put, write } from './dom.js';
import { openEmbedding } from './embedding.js';
import { load, loadMind, saveMind, watchFiles } from './files.js';
import { frame, take } from './frameloop.js';
import { Imagination } from './imagination.js';
import { inject, pressKey, watchInput } from './input.js';
import { watchKept } from './kept-list.js';
import { Learning } from './learning.js';
import { watchLabs } from './labs-list.js';
import { openLesson, watchLessons } from './lessons.js';
import { settingsLink, speaks } from './links.js';
import { openLuck } from './luck.js';
import { Metrics, watchMore } from './metrics.js';
import { dismiss, notice } from './notices.js';
import { offlineWords, watchOffline } from './offline.js';
import { bring, cover, failed, halted, languageComes, late, progressed, reload, stageFailed, starts } from './overlay.js';
import { furnishes, lab, page, parts, room, sentence } from './page.js';
import { watchPolicy } from './policy.js';
import { watchSheets } from './prepared.js';
import { watchPresentation } from './presentation.js';
import { change, changeSeed, idle, openShared, play, restart, rewind, shareRun, speed, step, train, usePreset } from './run.js';
import { Stage } from './stage.js';
import { watchStuck } from './stuck.js';
import { watchMotion, watchTheme } from './theme.js';
import { Transport } from './transport.js';
import { inTime } from './waiting.js';
import { arrive, watchWhatIf } from './whatif.js';
import { choose, say, spoken, t } from './words.js';

const patience = 3000; // ms that what takes the run's place waits for it to be kept
let died = false; // and was started again

const client = new Client({
  progress: (done, total) => progressed('worker', done, total),
  starting() {
    document.documentElement.classList.remove('stopped');
    starts('worker');
    page.open = false;
    page.idle = t`The playground is loading.`;
  },
  ready() {
    dismiss('died');
    const asked = page.own ? '' : hash();
    const link = (!lessonOf(asked) && asked) || page.sheet?.link || settingsLink();
    page.own = false;
    openShared(link).then(() => arrive(link)).then(() => lessonOf(asked) && parts.lessons.arrive());
    lookBack(died);
    died = false;
  },
  snapshot: take,
  arrived() {
    page.jump = null;
    parts.transport.showPlaying(false);
  },
  limit: limitReached,
  died(message) {
    died = true;
    page.own ||= page.open; // a link that never ran is opened again
    idle(t`Nothing is running: the simulation has stopped.`);
    halted(page.idle, () => client.start());
    notice('died', t`The simulation stopped: ${sentence(message)} Your settings are kept.`, { [t`Restart`]: () => client.start() });
  },
  language(state, done, total) {
    languageComes(state === 'loading' && page.open, done, total);
  },
  failed(message, file) {
    dismiss('died');
    idle(t`Nothing is running: the simulation could not be started.`);
    failed('worker', file ? message : t`The simulation could not start: ${say(message)}`, () => client.start());
  },
  late: (seconds) => late(t`the simulation`, seconds, () => client.start()),
});

byId('stage').dataset.name = t`Stage`;
const stage = new (parts.Stage ?? Stage)(byId('stage'), {
  starting: () => starts('view'),
  key: pressKey,
  progress: (done, total) => progressed('view', done, total),
  failed(message, file) {
    if (file) failed('view', message, () => stage.reload());
    else stageFailed(message);
  },
  late: (seconds) => late(t`the stage`, seconds, () => stage.reload()),
  event(name, args) {
    switch (name) {
      case 'inject': inject(args[0], args[1]); break;
      case 'focus': page.focus = args[0]; break;
      case 'place': put(byId('stage'), 'title', say(args[1]) || t`Stage`); break;
      case 'file': load(args[0]); break;
      case 'ratio': stage.reload(); break;
      case 'error': stageFailed(String(args[0])); break;
      case 'nowebgl': stageFailed(t`This browser has no WebGL 2, or it is switched off`); break;
    }
  },
});

const transport = new Transport({
  play, step, reset: restart, speed, rewind, seed: changeSeed,
  window(whole) {
    page.whole = whole;
    transport.showWindow(whole);
  },
});

Object.assign(parts, {
  client, stage, transport,
  keep: () => inTime(autosave(), t`keeping the run`, patience).catch(() => ''),
});
furnishes(() => {
  parts.controls = new Controls(byId('params'), lab, { change, preset: usePreset });
  parts.metrics = new Metrics(lab);
  parts.learning = new Learning(parts.controls, {
    train, loadMind, saveMind,
    luck: openLuck,
    evaluate: (episodes) => client.evaluate(episodes),
    limits(steps, seconds) { client.limits(steps, seconds); },
    values: (on) => stage.set('values', on ? 'on' : 'off'),
  });
  parts.imagination = new Imagination(parts.controls, lab.actions);
  transport.rewindSteps = lab.rewind;
  transport.showSeed(page.seed);
  speed(lab.rate);
  byId('stage').toggleAttribute('data-strokes', room.strokes);
});
// A series is played seldom: its dialog is loaded when it is first asked for.
parts.series = async (link) => {
  const series = await bring('series', t`The series`, import('./series.js'), () => parts.series(link));
  await series?.openSeries(link);
};
watchLabs();
watchMore();
watchInput();
watchFiles();
watchKept();
watchPolicy();
watchLessons();
watchLeaving();
watchWhatIf();
watchPresentation();
watchSheets(byId('share-class'));
watchStuck();
if (!page.embedded) watchOffline();
byId('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address after # belongs to links
  byId('controls').focus();
});
byId('share').addEventListener('click', shareRun);
const announce = (on) => put(byId('news'), 'aria-live', on ? 'polite' : 'off');
const speak = (key) => {
  choose(key);
  reload();
};
byId('share-embed').addEventListener('click', openEmbedding);
byId('help').addEventListener('click', () => help(lab, about(), announce, speak));

const about = () => [t`Everything runs in this tab; nothing is sent anywhere. The same link gives the same run, bit for bit, on every machine.`,
  offlineWords(),
  client.backend && t`Learning computes with ${say(client.backend)}.`,
  t`Resonetics Playground ${version}, under the Apache License 2.0.`].filter(Boolean).join(' ');

if (spoken) stage.speak(spoken);
watchTheme((theme) => stage.set('theme', theme), parts.theme);
watchMotion((motion) => stage.set('motion', motion));
stage.set('touch', byTouch() ? 'on' : 'off');

// For the console and for measurements.
globalThis.resonetics = {
  client,
  stage,
  autosave,
  lesson: openLesson,
  get shot() { return page.shot; },
  get step() { return page.shot?.step ?? 0; },
  get values() { return Object.fromEntries(page.values); },
  get state() { return page.state; },
};

if (typeof WebAssembly !== 'object' || typeof WebAssembly.compileStreaming !== 'function') {
  cover('browser', t`This browser has no WebAssembly, which the playground needs. A current Chrome, Edge, Firefox or Safari has it.`,
    { [t`Try again`]: () => location.reload() });
  write(byId('headline'), t`The playground cannot run here.`);
} else {
  client.start(speaks(hash()));
  requestAnimationFrame(frame);
}
