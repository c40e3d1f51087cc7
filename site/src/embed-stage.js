// The stage's document in an embedded page, which can only send it messages.

import { tell } from './view.js';

const root = document.documentElement;

const handlers = {
  hello({ strokes }) {
    root.toggleAttribute('data-strokes', strokes);
    const { drawing, missing, failures, software, resonetics } = globalThis;
    tell('here', { drawing, missing, failures, software, ready: resonetics !== undefined });
  },
  frame: ({ bytes }) => tell('drawn', { error: globalThis.resonetics.frame(bytes) }),
  set({ name, text }) {
    if (name === 'theme') root.dataset.theme = text; // for its style sheet
    const error = globalThis.resonetics.set(name, text);
    if (error) tell('event', { name: 'error', args: [error] });
  },
  speak: ({ messages, letters }) => globalThis.resonetics.speak?.(messages, letters),
  describe({ text }) { document.getElementById('text').textContent = text; },
  focus() { document.querySelector('canvas')?.focus({ preventScroll: true }); },
};

addEventListener('message', ({ source, origin, data }) => {
  if (source === parent && origin === self.origin && data?.to === 'stage') handlers[data.kind]?.(data);
});
