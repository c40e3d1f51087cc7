// Messages about what went wrong, each with what can be done about it.

import { byId, element } from './dom.js';

const shown = new Map();

// notice shows a message until it is dismissed; a second one of the same kind
// takes its place. buttons maps labels to what they do.
export function notice(kind, message, buttons = {}) {
  const held = remove(kind);
  const box = element('div', { class: 'notice' }, element('p', {}, message),
    element('div', { class: 'row' }, ...Object.entries(buttons).map(([label, act]) =>
      element('button', { type: 'button', click: () => { dismiss(kind); act(); } }, label))));
  shown.set(kind, box);
  byId('notices').append(box);
  if (held) focusOn(box.querySelector('button'));
}

// said returns where the words of a message stand, to be written anew.
export const said = (kind) => shown.get(kind)?.querySelector('p');

// dismiss hands the focus on, to the next message, to what is suggested, or to the play
// button: a keyboard would begin at the top of the page again.
export function dismiss(kind) {
  if (remove(kind)) focusOn(byId('notices').querySelector('button'));
}

const focusOn = (button) => (button ?? byId(byId('try').hidden ? 'play' : 'try')).focus({ preventScroll: true });

// remove reports whether the message held the focus.
function remove(kind) {
  const box = shown.get(kind);
  const held = box?.contains(document.activeElement) ?? false;
  box?.remove();
  shown.delete(kind);
  return held;
}
