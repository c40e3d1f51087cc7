// Files of what somebody's own cluster has measured: told from others here, and read by a
// part of the page that is loaded when it is first needed.

import { bring } from './overlay.js';
import { t } from './words.js';

const looked = 4096; // bytes of a file that show what it is

// isMeasured reports whether a file holds measured values: a table, or the answer of
// Prometheus to a range query.
export async function isMeasured(file) {
  if (/\.(csv|tsv|txt)$/i.test(file.name)) return true;
  if (!/\.json$/i.test(file.name)) return false;
  const head = await file.slice(0, looked).text().catch(() => '');
  return /"(resultType|metric)"\s*:/.test(head);
}

// openFit reads such a file and shows what it says.
export async function openFit(file) {
  const panel = await bring('fit', t`The part that reads measured values`, import('./fit/panel.js'), () => openFit(file));
  panel?.open(file);
}
