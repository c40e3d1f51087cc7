// Presentation: the stage and the headline alone, in large type, for the back of a room.

import { byId, icon, put } from './dom.js';
import { keyOf, presentKey } from './keys.js';
import { parts } from './page.js';
import { t } from './words.js';

const on = () => document.documentElement.classList.contains('presenting');

// present begins or ends the presentation, over the whole screen where the browser allows it.
export function present(begins = !on()) {
  document.documentElement.classList.toggle('presenting', begins);
  put(byId('present'), 'aria-pressed', String(begins));
  put(byId('present'), 'aria-label', begins ? t`End the presentation` : t`Present: stage and headline in large type`);
  parts.stage.set('large', begins ? 'on' : 'off');
  if (begins) document.documentElement.requestFullscreen?.().catch(() => {}); // the window will do
  else if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
}

// watchPresentation lets the button, its key and Escape begin and end it.
export function watchPresentation() {
  icon(byId('present'), 'present');
  present(false);
  byId('present').addEventListener('click', () => present());
  addEventListener('keydown', (event) => {
    if (event.target.closest?.('dialog, input:not([type=range]), select, textarea, [contenteditable]')) return;
    if (keyOf(event) === presentKey && !event.repeat) present();
    if (event.key === 'Escape' && on()) present(false);
  });
  // A browser ends the full screen by Escape itself, without a word to the page.
  addEventListener('fullscreenchange', () => { if (!document.fullscreenElement && on()) present(false); });
}
