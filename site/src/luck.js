// Loads the panel that asks whether a run was luck, when it is first asked for.

import { bring } from './overlay.js';

export async function openLuck() {
  (await bring('luck', 'The panel', import('./luck/panel.js'), openLuck))?.open();
}
