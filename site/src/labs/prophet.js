// What the page says and offers in the lab of the optimizer that looks ahead.

import { chosen, number } from '../dom.js';

export const prophet = {
  headline: (shot) => `The worker follows a drifting target: reality gap ${number(shot.metrics.gap, 3)}, on average ${
    number(shot.metrics.mean_gap, 3)}. The optimizer is in mode ${chosen(shot, 'mode')}.`,
  suggestions: [
    { label: 'Change the regime', do: (page) => page.inject(0) },
    { label: 'Watch the reference panic', do: (page) => page.preset('reference') },
    { label: 'Plain Adam', do: (page) => page.preset('adam') },
    { label: 'Back to foresight', do: (page) => page.preset('foresight') },
  ],
};
