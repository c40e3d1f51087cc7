// The visitor's hand: keys, clicks on the stage, breaking a node, and the button
// that offers what to try next.

import { byId, write } from './dom.js';
import { lab, page, parts, sentence } from './page.js';
import { change, command, play, restart, speed, step, train, usePreset } from './run.js';
import { attemptsOf } from './story.js';

const strike = 0.6; // load that the buttons inject

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

async function act(text) {
  if (page.values.get('policy') !== 'you') await command('set policy you');
  parts.transport.showRewind(0);
  const error = await command(text);
  if (error) flash(sentence(error));
}

let flashed = '';
let flashTimer = 0;

// flash shows a passing remark in place of the story.
function flash(text) {
  flashed = text;
  clearTimeout(flashTimer);
  flashTimer = setTimeout(() => { flashed = ''; }, 3000);
  write(byId('story'), text);
}

// remarking reports whether a remark stands where the story would.
export const remarking = () => flashed !== '';

export async function inject(place, amount) {
  if (parts.transport.back > 0) play(true);
  const error = await command(`inject ${place} ${amount}`);
  if (error) flash(sentence(error));
}

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
    inject(row * place.columns + column, strike);
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
    flash(`Row is 1 to ${rows} and column 1 to ${columns}.`);
    return;
  }
  inject((row - 1) * columns + column - 1, strike);
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
