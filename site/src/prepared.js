// Loads what shows a sheet, makes one and opens its file, when it is first needed.

import { bring } from './overlay.js';
import { parts } from './page.js';
import { t } from './words.js';

async function show(ended) {
  (await bring('sheet', t`What was set up for the class`, import('./sheet/held.js'), () => show(ended)))?.show(ended);
}

async function make() {
  (await bring('sheet', t`The form for a preset`, import('./sheet/form.js'), make))?.open();
}

async function load(file) {
  (await bring('sheet', t`What opens a preset`, import('./sheet/file.js'), () => load(file)))?.load(file);
}

export function watchSheets(button) {
  button.addEventListener('click', make);
  parts.sheet = { show, load };
}
