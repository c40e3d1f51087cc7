// What a lesson does by itself, through the same doors as the page's own controls.

import { lab, page, parts } from '../page.js';
import { openShared, play, speed, usePreset } from '../run.js';

// carryOut does one deed of a lesson, of whose lab it is. It resolves once the next picture
// shows it.
export async function carryOut(deed, its) {
  switch (deed.name) {
    case 'enter': if (its !== lab) await openShared(`lab=${its.key}`); break;
    case 'run':
      speed(its.rate);
      await openShared(linkOf(deed, its), !deed.paused);
      break;
    case 'set': await usePreset({ values: deed.values }); break;
    case 'speed': speed(deed.rate === 'usual' ? its.rate : deed.rate); break;
    default: await play(deed.name === 'play');
  }
}

const linkOf = ({ values, seed }, { key, seed: usual }) => [`lab=${key}`, `seed=${seed ?? usual}`,
  ...Object.entries(values).map(([key, text]) => `${key}=${text}`)].join('&');

// factsNow returns what conditions and words of a lesson are read from; null while nothing
// runs.
export function factsNow(guess) {
  const { shot, values, series } = page;
  if (!page.open || !shot) return null;
  const { playing, back } = parts.transport;
  return { metrics: shot.metrics, step: shot.step, episode: shot.episode, seed: Number(shot.seed), ended: shot.ended, learner: shot.learning, values, series, playing, back, guess };
}
