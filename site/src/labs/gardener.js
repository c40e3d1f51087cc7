// What the page says and offers in the Gardener.

import { chosen, number, percent } from '../dom.js';

export const gardener = {
  strokes: true,
  headline: (shot) => `${number(shot.metrics.population)} creatures live, on average ${number(shot.metrics.age)} steps old, in a field that is ${
    percent(shot.metrics.entropy / 100)} dirty. Verdict: ${chosen(shot, 'verdict')}.`,
  suggestions: [
    { label: 'Fast-forward evolution', do: (page) => page.speed('max') },
    { label: 'Flood the field', do: (page) => page.set('growth', '0.02') },
    { label: 'Back to calm', do: (page) => { page.set('growth', '0.005'); page.speed(); } },
  ],
};
