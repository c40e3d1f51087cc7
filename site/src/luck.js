// The button that asks whether a run was luck, and what loads its panel when it is first used.

import { byId } from './dom.js';
import { notice } from './notices.js';
import { page, room, sentence } from './page.js';

async function open() {
  try {
    (await import('./luck/panel.js')).openLuck();
  } catch (error) {
    notice('luck', `The panel could not be loaded. ${sentence(error.message)}`, { 'Try again': open, Dismiss() {} });
  }
}

// watchLuck makes the button do something.
export function watchLuck() { byId('luck').addEventListener('click', open); }

// showLuck offers it while a policy acts that learns.
export function showLuck(shot) {
  byId('luck').hidden = !(page.open && room.luck && shot.learning !== null);
}
