// What was measured of guidance, shown where it is chosen.

import { guidanceFinding, guidanceFindings, guidanceSetting } from './catalog.js';
import { element, number } from './dom.js';

// guidanceNote returns a fold with the finding in words and as bars.
export function guidanceNote() {
  const most = Math.max(...guidanceFindings.map((finding) => finding.failures));
  return element('details', { class: 'finding' },
    element('summary', {}, 'What guidance is worth, measured'),
    element('p', {}, guidanceFinding),
    element('table', {},
      element('caption', {}, `Failures while learning (${guidanceSetting})`),
      element('tbody', {}, ...guidanceFindings.map((finding) => element('tr', {},
        element('th', { scope: 'row' }, finding.label),
        element('td', {},
          element('progress', { max: most, value: finding.failures, 'aria-hidden': 'true' }),
          element('span', {}, number(finding.failures, 1))))))));
}
