// The controls that an embedded page shows below its stage: those that its address names, or
// else those that the sheet of its run does.

import { byId, element } from '../dom.js';
import { furnishes, page, parts } from '../page.js';
import { t } from '../words.js';
import { controls } from './address.js';

const box = element('section', { class: 'chosen', 'aria-label': t`Controls` });
byId('moves').parentElement.append(box);
const seed = document.querySelector('.seed');

let sheet; // of the run on the stage

// choose puts the chosen controls into their box. What the page hides of them stays hidden.
function choose() {
  const places = new Map([
    ['seed', seed],
    ['presets', parts.controls.presets[0]?.button.closest('fieldset')],
    ...[...parts.controls.rows].map(([key, { root }]) => [key, root]),
  ]);
  byId('params').before(seed);
  byId('params').append(...[...places.values()].filter((place) => place?.parentElement === box));
  box.replaceChildren(...(controls ?? sheet?.shown ?? []).map((key) => places.get(key)).filter(Boolean));
}

// look sees once a frame whether the run has another sheet.
function look() {
  if (page.sheet !== sheet) {
    sheet = page.sheet;
    choose();
  }
  requestAnimationFrame(look);
}

export function watchChosen() {
  furnishes(choose);
  look();
}
