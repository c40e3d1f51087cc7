// Light and dark, and how much may move: by system preference, and on request.

import { byId, icon, put } from './dom.js';
import { recall, remember } from './remembered.js';
import { t } from './words.js';

const key = 'theme';

// watchTheme calls changed('dark' | 'light') now and whenever it changes. One that is asked
// for comes before what was remembered.
export function watchTheme(changed, asked) {
  const system = matchMedia('(prefers-color-scheme: light)');
  let chosen = asked ?? ['dark', 'light'].find((theme) => theme === recall(key)) ?? null;
  const button = byId('theme');
  const show = () => {
    const theme = chosen ?? (system.matches ? 'light' : 'dark');
    document.documentElement.dataset.theme = theme;
    icon(button, theme === 'dark' ? 'light' : 'dark');
    put(button, 'aria-label', theme === 'dark' ? t`Light theme` : t`Dark theme`);
    changed(theme);
  };
  system.addEventListener('change', show);
  button.addEventListener('click', () => {
    chosen = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    remember(key, chosen);
    show();
  });
  show();
}

// watchMotion calls changed('full' | 'reduced') now and whenever it changes.
export function watchMotion(changed) {
  const system = matchMedia('(prefers-reduced-motion: reduce)');
  const show = () => changed(system.matches ? 'reduced' : 'full');
  system.addEventListener('change', show);
  show();
}
