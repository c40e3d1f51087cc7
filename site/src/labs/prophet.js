// What the page says and offers in the lab of the optimizer that looks ahead. Everything
// here is words about a snapshot; nothing is computed.

import { text } from '../bytes.js';
import { chosen, count, number } from '../dom.js';
import { say, t } from '../words.js';

export const prophet = {
  headline,
  picture,
  suggestions: [
    { label: t`Change the target at once`, do: (page) => page.inject(0) },
    { label: 'Fast-forward', do: (page) => page.speed('max') },
    { label: t`Watch foresight alone`, do: (page) => { page.speed(); page.preset('foresight'); } },
    { label: t`Watch the reference panic`, do: (page) => page.preset('reference') },
    { label: t`Watch a fixed rate`, do: (page) => page.preset('adam') },
    { label: t`Back to the race`, do: (page) => page.preset('race') },
  ],
};

// picture reads the beginning of what core/lab/prophet/picture.go walks: the moment, what
// is said of the race, empty where there is none, and how far the run has come.
function picture(view, at) {
  const length = view.getUint16(at + 8, true);
  return {
    step: Number(view.getBigUint64(at, true)),
    says: text(view, at + 10, length),
    progress: view.getFloat32(at + 10 + length, true),
  };
}

// regimes say what the target does in each part of a run.
const regimes = [
  t`Three networks learn the same wave at the same time. Only what sets their learning rate differs.`,
  t`The target has changed into steps. Who notices it learns them first.`,
  t`The target has changed again, into slow waves. Old habits are in the way.`,
  t`The target is one long wave now, seen through noise. Whoever panics follows the noise.`,
];

// The stage says who leads a race: here is what one sees.
function headline(shot, { playing, rate }) {
  const { metrics, picture: seen } = shot;
  if (!seen?.says) return alone(shot);
  if (!playing) return t`Paused. Look back to see who noticed a change first, or take one step at a time.`;
  if (rate === 'max') return t`Fast-forwarding: ${count(metrics.run, 'race')} so far. ${say(seen.says)}`;
  return regimes[Math.min(Math.floor(seen.progress * regimes.length), regimes.length - 1)];
}

const alone = (shot) => t`The worker follows a drifting target: reality gap ${number(shot.metrics.gap, 3)}, on average ${
  number(shot.metrics.mean_gap, 3)}. The optimizer is in mode ${chosen(shot, 'mode')}.`;
