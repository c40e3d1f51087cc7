// Messages about what went wrong, each with what can be done about it.

import { byId, element } from './dom.js';

const shown = new Map();

// notice shows a message until it is dismissed; a second one of the same kind
// takes its place. buttons maps labels to what they do.
export function notice(kind, message, buttons = {}) {
  dismiss(kind);
  const box = element('div', { class: 'notice' }, element('p', {}, message),
    element('div', { class: 'row' }, ...Object.entries(buttons).map(([label, act]) =>
      element('button', { type: 'button', click: () => { dismiss(kind); act(); } }, label))));
  shown.set(kind, box);
  byId('notices').append(box);
}

export function dismiss(kind) {
  shown.get(kind)?.remove();
  shown.delete(kind);
}
