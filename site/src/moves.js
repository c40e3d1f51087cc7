// The visitor's moves as buttons, for whoever has no keyboard at hand.

import { byId, element, keyName } from './dom.js';
import { act } from './hand.js';
import { lab, page } from './page.js';

const moves = lab.actions.map((action, i) => {
  const command = `act ${i}`;
  const key = lab.keys.find((candidate) => candidate.command === command);
  const button = element('button', { type: 'button', title: key?.label, click: () => act(command) },
    `${action.label.charAt(0).toUpperCase()}${action.label.slice(1)}`,
    key && element('kbd', { 'aria-hidden': 'true' }, keyName(key.key)));
  return { ...action, button };
});
byId('moves').replaceChildren(...moves.map(({ button }) => button));

// showMoves shows those that the rules know, while the visitor is the policy.
export function showMoves() {
  byId('moves').hidden = !page.open || page.policy !== 'you';
  for (const { button, rules } of moves) button.hidden = !rules.includes(page.values.get('rules'));
}
