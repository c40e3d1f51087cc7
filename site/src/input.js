// What the visitor does: keys, the buttons of their moves, clicks on the stage,
// disturbing a certain place, and the button that suggests what to try next.

import { byId, element, keyName, write } from './dom.js';
import { mayMove } from './evaluation.js';
import { answer } from './headline.js';
import { keyOf, presentKey } from './keys.js';
import { furnishes, lab, page, parts, room, sentence } from './page.js';
import { present } from './presentation.js';
import { change, command, openShared, play, restart, speed, step, train, usePreset } from './run.js';
import { locks, refused } from './sheet.js';
import { typedWhole } from './typed.js';
import { t } from './words.js';

export function pressKey(key, repeat) {
  if (key === presentKey && !repeat) present();
  if (key === 'Escape') present(false);
  const found = lab.keys.find((candidate) => candidate.key === key);
  if (!found) return;
  switch (found.command) {
    case 'play': if (!repeat) play(!parts.transport.playing); break;
    case 'step': step(); break;
    case 'reset': if (!repeat) restart(); break;
    default: act(found.command);
  }
}

// --- moves -------------------------------------------------------------------

const moment = () => `${page.shot?.generation} ${page.shot?.step}`;

let moved = ''; // the last moment seen before the visitor's last move

const becomePolicy = () => command(`set ${lab.actor} ${room.visitor}`);

// act carries out a move of the visitor, one per picture: whether it ended the
// episode has to be seen before the next.
async function act(text) {
  if (refused('act', t`Acting yourself`)) return;
  if (!page.visiting && room.absent) {
    answer(() => room.absent);
    return;
  }
  if (page.visiting && (moved === moment() || (page.shot && !mayMove(page.shot)))) return;
  const taken = page.visiting ? '' : await becomePolicy();
  moved = moment();
  parts.transport.showRewind(0);
  const error = taken || await command(text);
  if (!error) return;
  moved = '';
  answer(() => sentence(error));
}

let moves = []; // buttons of the lab's actions

const movesOf = ({ actions, keys }) => actions.map((action, i) => {
  const text = `act ${i}`;
  const key = keys.find((candidate) => candidate.command === text);
  const button = element('button', { type: 'button', 'aria-keyshortcuts': key && (key.key === ' ' ? 'Space' : key.key), click: () => act(text) },
    `${action.label.charAt(0).toUpperCase()}${action.label.slice(1)}`,
    key && element('kbd', { 'aria-hidden': 'true' }, keyName(key.key)));
  return { ...action, button };
});

// showMoves shows the buttons of those moves that the rules know, while the visitor is
// the policy.
export function showMoves() {
  byId('moves').hidden = !page.open || !page.visiting || locks('act');
  for (const { button, rules } of moves) button.hidden = rules !== undefined && !rules.includes(page.values.get('rules'));
}

// --- disturbing ------------------------------------------------------------------

export async function inject(place, amount = lab.click) {
  if (parts.transport.back > 0) play(true);
  const error = await command(`inject ${place} ${amount}`);
  if (error) answer(() => sentence(error));
  else if (page.shot?.picture && room.disturb) tellPlace(place);
}

// tellPlace says what has become of a disturbed place, once a picture shows it, unless
// the episode has ended before.
function tellPlace(place) {
  const { shot: known } = page;
  answer(() => {
    const { shot } = page;
    if (shot === known) return '';
    return shot.ended || shot.episode !== known.episode || shot.generation !== known.generation ? null : room.disturb.words(shot.picture, place);
  });
}

const disturb = (place) => inject(place, room.disturb.amount(page.shot.picture, place));

// disturbCertain is the same as a click on a place, for those who have only a keyboard.
function disturbCertain() {
  const { rows, columns } = page.shot?.picture ?? {};
  const [row, column] = ['disturb-row', 'disturb-column'].map((id) => Number(typedWhole(byId(id).value) ?? 0));
  if (!(row >= 1 && row <= rows && column >= 1 && column <= columns)) {
    answer(() => t`Row is 1 to ${rows} and column 1 to ${columns}.`);
    return;
  }
  disturb((row - 1) * columns + column - 1);
}

// --- suggestions -------------------------------------------------------------------

// actions are what a suggestion and a button of a moment can do.
export const actions = {
  get picture() { return page.shot?.picture; },
  set: (key, text) => change(lab.params.find((param) => param.key === key), text),
  use: (values) => usePreset({ values }),
  fresh: () => openShared(`lab=${lab.key}`),
  preset: (key) => usePreset(lab.presets.find((preset) => preset.key === key)),
  speed: (rate = lab.rate) => speed(rate),
  train,
  inject,
  disturb,
  playYourself() {
    if (!page.visiting) becomePolicy();
    parts.stage.focus();
  },
};

// The keys of the stage work on a button of a move too, and do not scroll the page; Space
// and Enter press the button.
function onMoveKey(event) {
  const key = keyOf(event);
  if (key === ' ' || !lab.keys.some((one) => one.key === key)) return;
  event.preventDefault();
  pressKey(key, event.repeat);
}

// watchInput makes the visitor's buttons do something.
export function watchInput() {
  byId('moves').addEventListener('keydown', onMoveKey);
  byId('disturb-do').addEventListener('click', disturbCertain);
  byId('series').addEventListener('click', () => parts.series());
  byId('try').addEventListener('click', () => {
    if (!page.open) return;
    room.suggestions[suggested].do(actions);
    suggest((suggested + 1) % room.suggestions.length);
  });
  furnishes(offer);
}

let suggested = 0; // which suggestion the button makes

function suggest(next) {
  suggested = next;
  byId('try').hidden = room.suggestions.length === 0;
  if (!byId('try').hidden) write(byId('try'), room.suggestions[next].label);
}

// offer gives the buttons what the lab has for them.
function offer() {
  moved = '';
  moves = movesOf(lab);
  byId('moves').replaceChildren(...moves.map(({ button }) => button));
  byId('disturb').hidden = true; // until there is a picture
  write(byId('disturb-title'), room.disturb?.title ?? '');
  write(byId('disturb-do'), room.disturb?.button ?? '');
  byId('series').hidden = lab.players.length === 0;
  write(byId('series'), room.series);
  suggest(0);
}
