// The visitor's own policy: the button that opens its editor, and what loads the editor
// when it is first used.

import { byId } from './dom.js';
import { bring } from './overlay.js';
import { furnishes, page, parts, room } from './page.js';
import { t } from './words.js';

let loading = null;

// editor resolves to the module of the editor, or to null where it cannot be had.
async function editor() {
  const module = await bring('editor', t`The editor`, loading ??= import('./policy/panel.js'), open);
  if (module === null) loading = null;
  return module;
}

async function open() { (await editor())?.open(); }

let failed = ''; // the moment at which the program's failure was told

const policy = {
  // load takes a file with a program.
  load: async (file) => (await editor())?.load(file),

  // show tells the editor what the program has printed, and offers ways on where it has
  // failed.
  async show(shot) {
    const moment = shot.fault ? `${shot.generation} ${shot.step} ${shot.fault.message}` : '';
    if (moment !== failed) {
      failed = moment;
      (await editor())?.faulted(shot.fault);
    }
    if (loading) (await loading.catch(() => null))?.show(shot);
  },
};

// watchPolicy makes the button do something, in labs where it can.
export function watchPolicy() {
  byId('write').addEventListener('click', open);
  byId('share-program').addEventListener('click', async () => (await editor())?.saveRunning());
  furnishes(() => {
    byId('write').hidden = room.program === null;
    parts.policy = room.program && policy;
  });
}
