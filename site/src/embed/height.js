// How high an embedded page would like to be: its stage as high as it is at least, and all
// that stands below it.

import { byId } from '../dom.js';

// watchHeight calls changed with that height, in CSS pixels, now, also in a frame that is not
// seen, and whenever it changes. A frame that is higher has a higher stage, and is not asked to grow.
export function watchHeight(changed) {
  const stage = byId('stage-box');
  let last = 0;
  const look = () => {
    const height = Math.ceil(document.body.scrollHeight - stage.offsetHeight + parseFloat(getComputedStyle(stage).minHeight));
    if (height === last) return;
    last = height;
    changed(height);
  };
  look();
  const observer = new ResizeObserver(look);
  for (const part of [document.body, stage]) observer.observe(part);
}
