// On a narrow page the stage stays at the top while the controls scroll below it, and takes
// less of the height there.

import { byId } from './dom.js';

// watchStuck makes the stage small once its lower edge would leave the window.
export function watchStuck() {
  new IntersectionObserver(([{ isIntersecting, boundingClientRect: mark }]) => {
    byId('stage-box').classList.toggle('stuck', !isIntersecting && mark.top < 0);
  }).observe(byId('stuck-mark'));
}
