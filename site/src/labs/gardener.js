// What the page says and offers in the Gardener. Everything here is words about a
// snapshot; nothing is computed.

import { chosen, count, number, percent } from '../dom.js';
import { t } from '../words.js';

const fresh = 200; // steps in which a field that began clean gets dirty
const choked = 90; // % of dirt from which on a field is
const followable = 480; // steps per second up to which single moments can be told

export const gardener = {
  strokes: true,
  headline,
  // picture reads what core/lab/gardener/picture.go walks.
  picture: (view, at) => ({ step: Number(view.getBigUint64(at, true)) }),
  suggestions: [
    { label: t`Fast-forward evolution`, do: (page) => page.speed('max') },
    { label: t`Flood the field`, do: (page) => { page.speed(); page.preset('flood'); } },
    { label: t`Back to calm`, do: (page) => { page.speed(); page.preset('garden'); } },
  ],
};

function headline(shot, { playing, rate }) {
  const { population, age, entropy, gradient } = shot.metrics;
  const dirt = percent(entropy / 100);
  if (population === 0) return t`No creature is left: dirt grows unhindered, ${dirt} by now.`;
  const live = count(population, 'creature lives from cleaning', 'creatures live from cleaning');
  if (!playing) return t`Paused: ${live}, and the field is ${dirt} dirty. Look back, or take one step at a time.`;
  if (rate === 'max' || rate > followable) return t`Fast-forwarding: ${live}, on average ${number(age)} steps old, and the field is ${dirt} dirty.`;
  if (chosen(shot, 'verdict') !== 'creative') {
    return gradient > 0 ? t`Dirt rises faster than anybody can clean: ${dirt} of the field is dirt by now. ${live}.` : t`The field changes fast: ${dirt} of the field is dirt by now. ${live}.`;
  }
  if (shot.step < fresh) return t`Dirt falls on a clean field. ${number(population)} creatures live as long as they find some to clean.`;
  if (entropy >= choked) return t`The field is choked: ${dirt} dirt. ${live}; what glows is where they have been.`;
  return t`${live}: what glows is their work. ${dirt} of the field is dirt.`;
}
