// The page as a teacher has set it up: who has, what for, which controls are shown, and which
// are locked.

import { byId, element, put, write } from '../dom.js';
import { setHash } from '../address.js';
import { bareLink } from '../links.js';
import { dismiss, notice } from '../notices.js';
import { lab, page, parts, room } from '../page.js';
import { openShared } from '../run.js';
import { lately, locker, locks, shows } from '../sheet.js';
import { rememberHere } from '../remembered.js';
import { t } from '../words.js';
import { openLink } from './file.js';
import './style.js';

const short = 140; // characters of a note that a phone shows unfolded

const title = element('summary');
const note = element('p');
const plain = element('a', { click: leave }, t`Open the plain playground`);
const fold = element('details', {}, title, note, plain);
const banner = element('section', { id: 'sheet', class: 'sheet', 'aria-label': t`Set up for a class`, hidden: true }, fold);
document.querySelector('.right').prepend(banner);

// show shows the sheet of the run, or that one has ended.
export function show(ended) {
  const { sheet } = page;
  rememberHere(lately, sheet?.link ?? '');
  banner.hidden = sheet === null;
  if (sheet) introduce(sheet);
  put(plain, 'href', `#${bareLink()}`);
  parts.controls.arrange();
  for (const param of lab.params) lock(parts.controls.rows.get(param.key), param.key);
  parts.controls.presets.forEach(({ preset, button }) => lockPreset(preset, button));
  arrange();
  dismiss('left');
  if (!sheet && ended) notice('left', t`You have left “${ended.name}”, which ${locker(ended)} has set up. What was locked is free here.`, {
    [t`Go back to it`]: () => openLink(ended.link), [t`Dismiss`]() {},
  });
}

// introduce says whose page it is and what is to be done.
function introduce({ name, by, note: words }) {
  const whose = by ? t`This page was set up by ${by}.` : t`This page was set up for a class.`;
  title.replaceChildren(element('strong', {}, name), element('span', {}, whose));
  write(byId('news'), `${name}. ${whose} ${words}`); // for a screen reader
  note.hidden = words === '';
  note.textContent = words;
  fold.open = matchMedia('(min-width: 900px)').matches || words.length <= short;
}

// leave opens the lab without anything that was set up.
function leave(event) {
  event.preventDefault();
  setHash(bareLink());
  openShared(`lab=${lab.key}`);
}

// lock lets nobody move the control of a row that is locked, and says who has locked it.
function lock({ root }, key) {
  root.querySelector('.locked')?.remove();
  const id = `locked-${key}`;
  if (locks(key)) root.querySelector('.unseen').before(element('span', { class: 'locked', id }, t`Locked by ${locker(page.sheet)}`));
  for (const input of root.querySelectorAll('input, select')) bind(input, id, locks(key));
}

// bind disables an input, or does not, and has it described by an element.
function bind(input, id, on) {
  input.disabled = on;
  const others = (input.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one && one !== id);
  if (on) others.push(id);
  if (others.length > 0) put(input, 'aria-describedby', others.join(' ')); else input.removeAttribute('aria-describedby');
}

// lockPreset disables a button that would move what is locked.
function lockPreset({ values }, button) {
  const on = locks('presets') || Object.entries(values).some(([key, text]) => locks(key) && page.values.get(key) !== text);
  button.disabled = on;
  if (on) put(button, 'title', t`Locked by ${locker(page.sheet)}`); else button.removeAttribute('title');
}

// arrange shows and hides what has no row of its own.
function arrange() {
  const { sheet } = page;
  const seed = byId('seed').closest('.seed');
  seed.hidden = !shows('seed');
  lock({ root: seed }, 'seed');
  byId('new-seed').disabled = locks('seed');
  byId('try').hidden = sheet !== null || room.suggestions.length === 0; // a class has a task
  byId('write').hidden = !room.program || !shows('program') || locks('program') || locks(lab.actor);
  byId('share-class').hidden = (sheet?.locked.length ?? 0) > 0;
}
