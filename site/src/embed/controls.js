// The controls that an embedded page shows below its stage: those that its address names, or
// else those that the sheet of its run does.

import { byId, element } from '../dom.js';
import { page, parts } from '../page.js';
import { t } from '../words.js';
import { controls } from './address.js';

const box = element('section', { class: 'chosen', 'aria-label': t`Controls` });
byId('moves').parentElement.append(box);

const places = new Map([
  ['seed', document.querySelector('.seed')],
  ['presets', parts.controls.presets[0]?.button.closest('fieldset')],
  ...[...parts.controls.rows].map(([key, { root }]) => [key, root]),
]);

let sheet; // of the run on the stage

// choose puts the chosen controls into their box. What the page hides of them stays hidden.
function choose() {
  byId('params').append(...box.children);
  const keys = controls ?? sheet?.shown ?? [];
  box.append(...keys.map((key) => places.get(key)).filter(Boolean));
}

// watchChosen looks once a frame whether the run has another sheet.
export function watchChosen() {
  if (page.sheet !== sheet) {
    sheet = page.sheet;
    choose();
  }
  requestAnimationFrame(watchChosen);
}
