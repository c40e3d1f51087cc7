// What if: a race that begins from a moment of the run on the stage, with the noise that
// came. What would others have done?

import { byId, count, write } from './dom.js';
import { explains } from './explain.js';
import { dismiss, notice } from './notices.js';
import { lab, page, parts, room, sentence } from './page.js';
import { play, speed, usePreset } from './run.js';
import { handOver, takeOver } from './storage.js';
import { t } from './words.js';

const lead = 40; // steps ahead of a failure, from which it could still have been prevented
const slowly = 8; // steps/s: so few decide that one wants to see each

let failure = null; // the last one: {step, length}

// moment returns how many steps back the question begins, and how it is asked; null where
// there is nothing to ask about.
function moment(shot) {
  const { back } = parts.transport;
  if (back > 0) return { back, words: t`A race from this moment: what would others have done?` };
  if (failure === null) return null;
  const since = shot.step - failure.step;
  const before = Math.min(lead, failure.length - 1, parts.transport.reach(shot.step) - since);
  return before > 0 ? { back: since + before, words: t`A race from ${count(before, 'step')} before it failed: what would others have done?` } : null;
}

// showWhatIf offers the question where there is one.
export function showWhatIf(shot) {
  const button = byId('what-if');
  failure = room.failure(shot);
  const asked = page.open && lab.whatIf ? moment(shot) : null;
  button.hidden = asked === null;
  if (asked) write(byId('about-what-if'), asked.words);
}

async function ask() {
  const asked = page.shot && moment(page.shot);
  if (!asked) return;
  dismiss('what-if');
  play(false);
  const { error, text, buffer } = await parts.client.whatIf(asked.back);
  if (error) {
    notice('what-if', t`No race can begin from there. ${sentence(error)}`, { [t`Dismiss`]() {} });
    return;
  }
  if (buffer.byteLength > 0) await handOver({ link: text, buffer, who: page.policyLabel }).catch(() => {}); // then it begins as a newborn
  location.hash = text;
}

// arrive gives the run that a link has just opened what was learned before, and lets it
// run slowly.
export async function arrive(link) {
  if (!/(?:^|&)start=/.test(link)) return;
  speed(slowly);
  const record = await takeOver().catch(() => null);
  const brought = record?.link === link ? await bring(record) : '';
  notice('what-if', `${t`What would you have done?`}${brought}`, { [t`Take a lane myself`]: () => usePreset({ values: room.mine }), [t`Dismiss`]() {} });
}

// bring loads what was learned before and says what came of it.
async function bring({ buffer, who }) {
  const error = await parts.client.loadMind(buffer);
  return error ? ` ${t`The network could not be taken along: ${sentence(error)}`}`
    : ` ${t`${who} has brought along what it had learned; a link to this race cannot.`}`;
}

export function watchWhatIf() {
  explains(byId('what-if'), byId('about-what-if'), undefined, false);
  byId('what-if').addEventListener('click', ask);
}
