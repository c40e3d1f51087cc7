// The button that opens the lessons, and what loads them when they are first asked for.

import { hash, lessonOf } from './address.js';
import { byId } from './dom.js';
import { bring } from './overlay.js';
import { parts } from './page.js';
import { t } from './words.js';

let loading = null;
let panel = null; // the module, once it is there

async function panelFor(retry) {
  panel = await bring('lesson', t`The lessons`, loading ??= import('./lessons/panel.js'), retry);
  if (panel === null) loading = null;
  return panel;
}

// openLesson opens the lesson that a link names, and the list for none.
export async function openLesson(name) {
  const opened = await panelFor(() => openLesson(name));
  await (name ? opened?.start(name) : opened?.list());
}

// watchLessons makes the button do something. While the column is open, it closes it.
export function watchLessons() {
  if (lessonOf(hash())) loading = import('./lessons/panel.js'); // while the simulation is loaded
  loading?.catch(() => {}); // said when it is opened
  byId('lessons').addEventListener('click', () => (panel?.isOpen() ? panel.shut() : openLesson('')));
  parts.lessons = {
    load: async (file) => (await panelFor(() => parts.lessons.load(file)))?.load(file),
    look: () => panel?.look(),
    arrive: () => openLesson(lessonOf(hash())), // at the lesson that the address names
  };
}
