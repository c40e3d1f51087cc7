// Is it luck? Further seeds of the present settings learn in workers of their own, as fast as
// the machine goes, and are drawn as curves. This module is loaded when it is first asked for.

import { count, dress, element, number, percent, put, write } from '../dom.js';
import { standings } from '../evaluation.js';
import { page, parts, room, sentence } from '../page.js';
import { rowsOf } from '../series-words.js';
import { Form, seedsFrom } from './form.js';
import { cores, Pool } from './pool.js';
import { Result } from './result.js';
import { Statistics } from './statistics.js';
import { t } from '../words.js';

const episodes = 1000; // that every seed plays at the end

const form = new Form(() => { if (!pool) start(); }, () => more());
const result = new Result();
const go = element('button', { type: 'button', class: 'primary', id: 'luck-go', click: () => (pool ? stop() : start()) }, t`Start`);
const bar = element('progress', { max: '1', value: '0', 'aria-label': t`Steps learned`, hidden: true });
const live = element('p', { class: 'series-live', id: 'luck-live' }); // changes too often to be read out
const status = element('p', { class: 'luck-status', role: 'status', id: 'luck-status' });
const box = element('dialog', { class: 'series luck', id: 'luck-box', 'aria-labelledby': 'luck-title', close: () => end() },
  element('div', { class: 'series-head' },
    element('h2', { id: 'luck-title' }, t`Is it luck?`),
    element('button', { type: 'button', click: () => box.close() }, t`Close`)),
  element('p', {}, t`One training can be lucky. Here the same policy learns again with other seeds, each from the start with the settings of now. The stage goes on meanwhile.`),
  element('div', { class: 'luck-ask' }, form.root, element('div', { class: 'row series-go' }, go, bar, live)),
  form.plan,
  status,
  result.root);

for (const sheet of [new URL('../series.css', import.meta.url), new URL('./luck.css', import.meta.url)]) dress(sheet);
document.body.append(box);

let pool = null;
let statistics = null;
let rows = []; // of the seeds: {number, seed, link, own, state, share, points, end, reason}
let asked = null; // {present, seed, steps, episodes, adopted}: what the rows are of
let hid = false; // the page was in the background meanwhile
let attempt = 0; // raised by everything that makes an answer to an earlier start unwanted

// open shows the panel.
export function open() {
  if (!box.open) box.showModal();
  form.refresh();
}

async function start() {
  const wanted = form.read();
  if (!wanted) return;
  const mine = ++attempt;
  const handed = await parts.client.lineup([], '');
  if (mine !== attempt || !box.open) return;
  if (handed.error) return refuse(handed.error);
  const { module, present, adopted } = handed;
  const known = rows;
  const before = asked?.steps;
  asked = { present, seed: /(?:^|&)seed=(\d+)/.exec(present)[1], steps: wanted.steps, episodes, adopted };
  rows = [];
  hid = false;
  statistics?.stop();
  statistics = new Statistics(module, take, (message) => say(t`There are no statistics: ${sentence(message)}`));
  pool = new Pool(module, { progress, done, refused: lost, again, lost, over, broken, rested: showLive });
  if (hidden()) pause();
  running(true);
  say(newborn());
  await grow(wanted.seeds, before === asked.steps ? known : []);
}

// take shows statistics. Those of all that has come are the last ones.
function take(told) {
  const last = !pool && Number(rowsOf(told.spread)[0].seeds) === ready();
  result.take(told, last);
  if (last) statistics.stop();
}

// grow adds rows up to that many seeds. Of known ones that are at the end nothing is
// repeated.
async function grow(seeds, known = []) {
  const mine = attempt;
  const list = seedsFrom(asked.seed, seeds);
  const { error, links } = await statistics.links(asked.present, list, [room.learning.train, 'on']);
  if (mine !== attempt || !pool) return;
  if (error) return broken(error);
  const begins = rows.length === 0;
  const added = list.map((seed, number) => known.find(({ link, end }) => link === links[number] && end)
    ?? { number, seed, link: links[number], own: number === 0, state: 'waiting', share: 0, points: [], end: null, reason: '' }).slice(rows.length);
  rows.push(...added);
  if (begins) result.begin(rows, asked);
  for (const row of added.filter(({ end }) => end)) statistics.note(row.number, row.points, row.end);
  const open = added.filter(({ end }) => !end);
  pool.add(open.map((row) => ({ row, link: row.link, steps: asked.steps, episodes })));
  if (open.length === 0 && pool.working === 0) over();
  result.show();
  showLive();
}

// more queues further seeds while others learn.
function more() {
  const wanted = pool && form.read();
  if (wanted && wanted.seeds > rows.length) grow(wanted.seeds);
}

function progress({ row }, share, points) {
  const news = points.split('\n').filter(Boolean).map((line) => {
    const [steps, played, failed, mean] = line.split(',').map(Number);
    return { steps, episodes: played, failed, return: mean };
  });
  row.state = 'learning';
  row.share = share;
  row.points.push(...news);
  if (news.length > 0) statistics.note(row.number, news);
  result.show();
  showLive();
}

function done({ row }, text) {
  const [ours, rival, local, planner] = standings(text).map(({ mean, failed, episodes: played, after }) => ({ steps: after, episodes: played, failed, return: mean }));
  row.state = 'done';
  row.end = { ours, rival, local, planner };
  statistics.note(row.number, [], row.end);
  result.show();
  showLive();
}

// again lets a seed begin once more, whose worker was lost: it learns the same again.
function again({ row }, message) {
  Object.assign(row, { state: 'waiting', share: 0, points: [], reason: message });
  say(t`A worker was lost: ${sentence(message)} Seed ${row.seed} begins again with another.`);
  result.show();
}

function lost({ row }, message) {
  Object.assign(row, { state: 'lost', reason: message });
  say(t`Seed ${row.seed} could not be trained: ${sentence(message)}`);
  result.show();
}

function broken(message) {
  halt();
  say(t`The workers could not be started: ${sentence(message)}`);
}

function refuse(message) { say(t`No seed can learn. ${sentence(message)}`); }

function over() {
  pool = null;
  running(false);
  say([ready() === rows.length ? t`All ${count(rows.length, 'seed')} are ready.` : t`${number(ready())} of ${count(rows.length, 'seed')} are ready.`,
    ...rows.filter(({ state }) => state === 'lost').map(({ seed, reason }) => t`Seed ${seed} could not be trained: ${sentence(reason)}`),
    hid && t`They paused while the page was in the background.`,
    newborn()].filter(Boolean).join(' '));
}

// halt ends the workers that train, and leaves what has come.
function halt() {
  attempt++;
  pool?.stop();
  pool = null;
  for (const row of rows) if (['waiting', 'learning'].includes(row.state)) row.state = 'stopped';
  running(false);
  if (rows.length > 0) result.show();
}

function stop() {
  halt();
  say(t`Stopped.`);
}

// end ends everything when the panel is closed; statistics that are due still come.
function end() { if (pool) stop(); }

// --- the background ----------------------------------------------------------------

const hidden = () => document.visibilityState === 'hidden';

function pause() {
  hid ||= hidden();
  pool?.pause(hidden());
  showLive();
}

document.addEventListener('visibilitychange', pause);

// --- words -------------------------------------------------------------------------

const newborn = () => (asked.adopted ? t`A mind that was loaded from a file is not used: every seed begins as a newborn.` : '');
const say = (text) => write(status, text);
const ready = () => rows.filter((row) => row.end).length;

function showLive() {
  if (!pool || rows.length === 0) return;
  const share = rows.reduce((sum, row) => sum + (row.end ? 1 : row.share), 0) / rows.length;
  bar.value = share;
  put(bar, 'aria-valuetext', t`${percent(share)} of the steps of all seeds`);
  write(live, pool.paused
    ? t`Paused while the page is in the background: ${number(pool.resting)} of ${count(pool.working, 'worker')} rest.`
    : t`${number(ready())} of ${number(rows.length)} seeds are ready. ${count(pool.working, 'worker')} on ${count(cores(), 'core')}.${hid ? ` ${t`It was paused while the page was in the background, and goes on.`}` : ''}`);
}

function running(on) {
  write(go, on ? t`Stop` : t`Start`);
  bar.hidden = live.hidden = !on;
  bar.value = 0;
  write(live, '');
}
