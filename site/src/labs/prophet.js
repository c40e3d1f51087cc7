// What the page says and offers in the lab of the optimizer that looks ahead. Everything
// here is words about a snapshot; nothing is computed.

import { chosen, number } from '../dom.js';

export const prophet = {
  headline,
  picture,
  suggestions: [
    { label: 'Change the target at once', do: (page) => page.inject(0) },
    { label: 'Fast-forward', do: (page) => page.speed('max') },
    { label: 'Watch foresight alone', do: (page) => { page.speed(); page.preset('foresight'); } },
    { label: 'Watch the reference panic', do: (page) => page.preset('reference') },
    { label: 'Watch a fixed rate', do: (page) => page.preset('adam') },
    { label: 'Back to the race', do: (page) => page.preset('race') },
  ],
};

const decoder = new TextDecoder();

// picture reads the beginning of what core/lab/prophet/picture.go walks: the moment, and
// what is said of the race, empty where there is none.
function picture(view, at) {
  return {
    step: Number(view.getBigUint64(at, true)),
    says: decoder.decode(new Uint8Array(view.buffer, at + 10, view.getUint16(at + 8, true))),
  };
}

const stands = 2500; // ms that a sentence stands at least: who leads may change from step to step

let told = { words: '', generation: -1, until: 0 };

// steady returns the words that stand now.
function steady(words, generation) {
  const now = performance.now();
  if (words !== told.words && (now >= told.until || generation !== told.generation)) told = { words, generation, until: now + stands };
  return told.words;
}

function headline(shot, { playing, rate }) {
  const { metrics, picture: seen } = shot;
  const says = seen?.says;
  if (!says) return alone(shot);
  if (!playing) return `Paused. ${says}`;
  if (rate === 'max') return `Fast-forwarding: ${number(metrics.run)} ${metrics.run === 1 ? 'race' : 'races'} so far. ${says}`;
  return steady(`Three strategies follow one drifting target. ${says}`, shot.generation);
}

const alone = (shot) => `The worker follows a drifting target: reality gap ${number(shot.metrics.gap, 3)}, on average ${
  number(shot.metrics.mean_gap, 3)}. The optimizer is in mode ${chosen(shot, 'mode')}.`;
