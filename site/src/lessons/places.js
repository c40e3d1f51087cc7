// What a lesson can point at. Pointing draws a frame around it and, where one asks for it,
// scrolls to it: it never stands in the way.

import { byId } from '../dom.js';

// places are the buttons, by the names that lessons have for them.
export const places = {
  play: 'play', step: 'step', reset: 'reset', speed: 'speed', 'look-back': 'rewind', 'what-if': 'what-if',
  'last-steps': 'recent', 'whole-run': 'whole', seed: 'seed', 'new-seed': 'new-seed', disturb: 'disturb',
  series: 'series', write: 'write', share: 'share', save: 'files', help: 'help', present: 'present', moves: 'moves',
};

const boxes = { seed: '.seed', speed: '.knob', 'look-back': '.knob' }; // that are framed with what belongs to them

// elementAt returns what stands at a place, null where it is not on the page now.
export function elementAt({ what, key }) {
  switch (what) {
    case 'stage': return byId('stage-box');
    case 'control': return byId(`param-${key}`)?.closest('.param') ?? null;
    case 'metric': return document.querySelector(`.metric[data-key="${key}"]`);
    case 'preset': return document.querySelector(`[aria-describedby="preset-${key}-help"]`);
    default: {
      const target = byId(places[key]);
      return boxes[key] ? target.closest(boxes[key]) : target;
    }
  }
}

// nameOf returns what the page calls what stands at a place.
export function nameOf(place) {
  const target = place.what === 'button' ? byId(places[place.key]) : elementAt(place);
  const named = target?.querySelector('label, .term') ?? target;
  return (named?.firstChild?.textContent.trim() || target?.ariaLabel) ?? place.key;
}

const mark = 'pointed';

// point frames what stands at the places, and nothing else.
export function point(all) {
  for (const before of document.querySelectorAll(`.${mark}`)) before.classList.remove(mark);
  for (const place of all) elementAt(place)?.classList.add(mark);
}

// reveal opens what hides a place and scrolls to it, and gives it the focus where it can have
// it. It returns whether it is to be seen.
export function reveal(place) {
  const target = elementAt(place);
  if (!target) return false;
  for (let fold = target.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  if (target.closest('#more-metrics')?.hidden) byId('more').click();
  if (!target.checkVisibility()) return false;
  target.scrollIntoView({ block: 'nearest' });
  const inside = target.matches('button, input, select') ? target : target.querySelector('input, select, button:not(.question), summary, iframe');
  inside?.focus({ preventScroll: true });
  return true;
}
