// The series: several policies play the same games at full speed, in a worker of their own,
// and come out as a table and a picture. This module is loaded when it is first asked for.

import { dress, element, number, percent, put, write } from './dom.js';
import { dismiss } from './notices.js';
import { ownWorker } from './own-worker.js';
import { lab, page, parts, sentence } from './page.js';
import { seriesOf, stepOf } from './links.js';
import { jump, play } from './run.js';
import { Form } from './series-form.js';
import { Result } from './series-result.js';
import { survivals } from './series-words.js';
import { Patience } from './waiting.js';
import { t } from './words.js';

const patience = 30_000; // ms for which the worker may be silent, as while it makes the table

let form = new Form(() => start());
const result = new Result();
const go = element('button', { type: 'button', class: 'primary', id: 'series-go', click: () => (worker ? stop() : start()) }, t`Start`);
const bar = element('progress', { max: '1', value: '0', 'aria-label': t`Games played`, hidden: true });
const status = element('p', { class: 'series-status', role: 'status', id: 'series-status' });
const live = element('p', { class: 'series-live' }); // changes too often to be read out
const box = element('dialog', { class: 'series', id: 'series-box', 'aria-labelledby': 'series-title', close: () => stop() },
  element('div', { class: 'series-head' },
    element('h2', { id: 'series-title' }, t`The same games for every policy`),
    element('button', { type: 'button', click: () => box.close() }, t`Close`)),
  element('p', {}, t`One game can be luck. Many games with the same leaks for everybody show who is better. The stage goes on meanwhile.`),
  form.root,
  element('div', { class: 'row series-go' }, go, bar, live),
  status,
  result.root);

dress(new URL('./series.css', import.meta.url));
document.body.append(box);

const silence = new Patience(patience, () => refuse(t`the worker that plays the series has not answered for ${patience / 1000} seconds`));
let worker = null;
let attempt = 0; // raised by everything that makes an answer to an earlier start unwanted

// openSeries shows the dialog, and plays the series of a link where one is given.
export async function openSeries(link = '') {
  if (form.lab !== lab) renew();
  if (!box.open) box.showModal();
  const spelled = seriesOf(link);
  if (!spelled) return form.refresh(await players());
  stop();
  form.use(spelled);
  if (stepOf(link) > 0) await reach(stepOf(link));
  if (!box.open) return;
  form.refresh(await players());
  const missing = form.missingOf(spelled);
  if (missing) refuse(t`the series of this link cannot be played. ${missing}`);
  else await start();
  play(true);
}

// renew takes the players of another lab in.
function renew() {
  const before = form;
  form = new Form(() => start());
  before.root.replaceWith(form.root);
  result.clear();
  write(status, '');
}

async function players() {
  const { players: list, error } = await parts.client.players(lab.players);
  return error ? lab.players.map((key) => ({ key, error, learns: false, steps: 0 })) : list;
}

// reach repeats the shared run up to a step, where the policies know what they knew.
async function reach(step) {
  dismiss('jump');
  jump(step);
  while (page.jump && box.open) {
    write(status, t`The run is repeated up to the moment of the series: step ${number(page.shot?.step ?? 0)} of ${number(step)}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  write(status, '');
}

async function start() {
  const wanted = form.read();
  if (!wanted) return;
  end();
  const mine = ++attempt;
  const series = `${wanted.games}.${wanted.seed}.${wanted.keys.join('.')}`;
  const handed = await parts.client.lineup(wanted.keys, series);
  if (mine !== attempt || !box.open) return;
  if (handed.error) return refuse(handed.error);
  const learned = handed.minds.length > 0;
  send(handed, handed.present, { ...wanted, adopted: learned && handed.adopted, link: learned ? handed.run : handed.present });
}

// send lets a worker of its own play what the session has handed over.
function send({ module, minds }, link, shown) {
  const mine = ownWorker(new URL('./series-worker.js', import.meta.url), 'series');
  mine.onmessage = ({ data }) => mine === worker && hear(data, shown);
  mine.onerror = (event) => {
    event.preventDefault();
    if (mine === worker) refuse(event.message || t`its script could not be loaded`);
  };
  worker = mine;
  silence.hear();
  worker.postMessage({ kind: 'begin', module, link, minds }, minds.map(({ buffer }) => buffer));
  running(true);
  form.fold(true);
  result.clear();
  write(status, '');
}

function hear(message, shown) {
  silence.hear();
  switch (message.kind) {
    case 'progress': progressed(message, shown); break;
    case 'done':
      end();
      if (message.table) {
        page.series = shown.games;
        result.show(message, shown);
      }
      write(status, message.table ? result.verdict : t`It was stopped before the first game was over.`);
      break;
    default: refuse(message.message);
  }
}

function progressed({ share, standings, over }, { games, keys }) {
  bar.value = share;
  const rows = standings.trim().split('\n').map((line) => line.split(',').map(Number));
  const played = rows[0][4];
  write(live, over && share === 1 ? t`The table is computed.`
    : `${percent(share)}. ${played === 0 ? '' : survivals(rows.map(([, , failed], i) => ({ key: keys[i], survived: Math.round((1 - failed) * played) })), played)}`);
  put(bar, 'aria-valuetext', t`${number(played)} of ${number(games)} games`);
}

// refuse says why there is no series.
function refuse(error) {
  end();
  form.fold(false);
  write(status, sentence(error.replace(/^link: /, '')));
}

function end() {
  attempt++;
  silence.end();
  worker?.terminate();
  worker = null;
  running(false);
}

// stop ends what is played with what has been played.
function stop() {
  attempt++;
  if (!worker) return;
  if (box.open) worker.postMessage({ kind: 'stop' });
  else end();
}

function running(on) {
  write(go, on ? t`Stop` : t`Start`);
  bar.hidden = live.hidden = !on;
  bar.value = 0;
  write(live, '');
}
