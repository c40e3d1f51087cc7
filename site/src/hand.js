// The visitor's hand: keys, clicks on the stage, breaking a node, and the button
// that offers what to try next.

import { byId, percent, write } from './dom.js';
import { lab, page, parts, sentence } from './page.js';
import { mayMove } from './rivals.js';
import { change, command, play, restart, speed, step, train, usePreset } from './run.js';
import { attemptsOf } from './story.js';

const strike = 0.96; // memory that the buttons bring a node to
const glancing = 0.05; // load that they add at least

export function pressKey(key, repeat) {
  const found = lab.keys.find((candidate) => candidate.key === key);
  if (!found) return;
  switch (found.command) {
    case 'play': if (!repeat) play(!parts.transport.playing); break;
    case 'step': step(); break;
    case 'reset': if (!repeat) restart(); break;
    default: act(found.command);
  }
}

const moment = () => `${page.shot?.generation} ${page.shot?.step}`;

let moved = ''; // the last moment seen before the visitor's last move

// act carries out a move of the visitor, one per picture: whether it ended the
// episode has to be seen before the next.
export async function act(text) {
  if (page.policy !== 'you') await command('set policy you');
  else if (moved === moment() || (page.shot && !mayMove(page.shot))) return;
  moved = moment();
  parts.transport.showRewind(0);
  const error = await command(text);
  if (!error) return;
  moved = '';
  flash(() => sentence(error));
}

const glance = 3000; // ms

let remark = () => '';
let remarkEnds = 0;

// flash shows a passing remark in place of the story. words is asked again for
// every look at it, and says nothing when it is no longer true.
function flash(words) {
  remark = words;
  remarkEnds = performance.now() + glance;
}

// remarked returns what stands where the story would, empty for nothing.
export const remarked = () => (performance.now() < remarkEnds ? remark() : '');

export async function inject(place, amount) {
  if (parts.transport.back > 0) play(true);
  const error = await command(`inject ${place} ${amount}`);
  if (error) flash(() => sentence(error));
  else if (page.shot?.place) tellNode(place);
}

// tellNode says how full a node is that was hit, for as long as the episode lasts.
function tellNode(node) {
  const { episode, generation } = page.shot;
  flash(() => {
    const { shot } = page;
    if (shot.ended || shot.episode !== episode || shot.generation !== generation) return '';
    const { columns, memory } = shot.place;
    return `Row ${Math.floor(node / columns) + 1}, column ${node % columns + 1} is at ${percent(memory[node])}.`;
  });
}

const hit = (node) => inject(node, Math.max(glancing, strike - page.shot.place.memory[node]));

const hand = {
  set: (key, text) => change(lab.params.find((param) => param.key === key), text),
  preset: (key) => usePreset(lab.presets.find((preset) => preset.key === key)),
  speed: (rate = lab.rate) => speed(rate),
  train,
  // The node farthest from the agent: whoever sees only nine nodes has to find it.
  breakNode() {
    const place = page.shot?.place;
    if (!place) return;
    const row = (Math.floor(place.agent / place.columns) + (place.rows >> 1)) % place.rows;
    const column = ((place.agent % place.columns) + (place.columns >> 1)) % place.columns;
    hit(row * place.columns + column);
  },
  inject,
  playYourself() {
    if (page.values.get('policy') !== 'you') command('set policy you');
    parts.stage.focus();
  },
};

// The same as a click on a node, for whoever has only a keyboard.
function breakCertain() {
  const { rows, columns } = page.shot?.place ?? {};
  const row = Number(byId('disturb-row').value);
  const column = Number(byId('disturb-column').value);
  if (!(Number.isInteger(row) && row >= 1 && row <= rows && Number.isInteger(column) && column >= 1 && column <= columns)) {
    flash(() => `Row is 1 to ${rows} and column 1 to ${columns}.`);
    return;
  }
  hit((row - 1) * columns + column - 1);
}

// watchHand makes the visitor's buttons do something.
export function watchHand() {
  byId('disturb-do').addEventListener('click', breakCertain);
  const attempts = attemptsOf[lab.key];
  let attempt = 0;
  write(byId('try'), attempts[attempt].label);
  byId('try').addEventListener('click', () => {
    if (!page.open) return;
    attempts[attempt].do(hand);
    attempt = (attempt + 1) % attempts.length;
    write(byId('try'), attempts[attempt].label);
  });
}
