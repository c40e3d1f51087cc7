// Loads the dialog for showing the run on another site, when it is first asked for.

import { bring } from './overlay.js';
import { t } from './words.js';

export async function openEmbedding() {
  (await bring('embedding', t`What shows the run on another site`, import('./embed/dialog.js'), openEmbedding))?.open();
}
