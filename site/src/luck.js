// Loads the panel that asks whether a run was luck, when it is first asked for.

import { notice } from './notices.js';
import { sentence } from './page.js';

export async function openLuck() {
  try {
    (await import('./luck/panel.js')).open();
  } catch (error) {
    notice('luck', `The panel could not be loaded. ${sentence(error.message)}`, { 'Try again': openLuck, Dismiss() {} });
  }
}
