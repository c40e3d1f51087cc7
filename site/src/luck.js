// Loads the panel that asks whether a run was luck, when it is first asked for.

import { bring } from './overlay.js';
import { t } from './words.js';

export async function openLuck() {
  (await bring('luck', t`The panel`, import('./luck/panel.js'), openLuck))?.open();
}
