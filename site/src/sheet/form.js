// The form in which a teacher makes a preset of the run as it is set up now: a name, a note,
// who made it, and which controls are shown and locked. What comes of it is a link.

import { addressOf, setHash } from '../address.js';
import { copy } from '../dialogs.js';
import { byId, element, put, write } from '../dom.js';
import { readSettings, spell } from '../links.js';
import { page, parts, sentence } from '../page.js';
import { openShared } from '../run.js';
import { ofSheet, sheetOf } from '../sheet.js';
import { recall, remember } from '../remembered.js';
import { t } from '../words.js';
import { Boxes } from './controls-table.js';
import { openLink, save } from './file.js';
import { Mine, keep } from './mine.js';
import './style.js';

const most = { name: 80, note: 500 }; // characters, as core/lab/sheet.go has them
const rest = 250; // ms without a key before the link is made anew
const author = 'author'; // remembered: who makes presets here

const field = (tag, id, label, hint, attributes) => {
  const input = element(tag, { id, autocomplete: 'off', 'aria-describedby': `${id}-hint sheet-error`, input: soon, ...attributes });
  return { input, root: element('label', { for: id }, element('span', {}, label, element('span', { class: 'unit', id: `${id}-hint` }, ` ${hint}`)), input) };
};
const name = field('input', 'sheet-name', t`Name`, t`the class reads it first`, { type: 'text', maxlength: most.name });
const note = field('textarea', 'sheet-note', t`Note for the class`, t`what to do or to find out`, { maxlength: most.note, rows: 3 });
const by = field('input', 'sheet-by', t`Your name`, t`what you lock is locked by it`, { type: 'text', maxlength: most.name });
const paused = element('input', { type: 'checkbox', id: 'sheet-paused', change: soon });
const boxes = new Boxes(soon);
const error = element('p', { class: 'error', id: 'sheet-error', role: 'alert' });
const link = element('input', { type: 'text', id: 'sheet-link', readonly: true, spellcheck: 'false' });
const status = element('p', { role: 'status' });
const mine = new Mine({
  open: (made) => { box.close(); openLink(made); },
  change,
});

const box = element('dialog', { id: 'sheet-box', class: 'sheet-form', 'aria-labelledby': 'sheet-title' },
  element('h2', { id: 'sheet-title' }, t`A preset for your class`),
  element('p', {}, t`It opens with the values, the policy and the seed that the run has now. What you lock, nobody who opens it can move; the page says that it was you.`),
  name.root, note.root, by.root,
  element('label', { class: 'sheet-paused', for: 'sheet-paused' }, paused, element('span', {}, t`It waits until somebody presses Play`)),
  boxes.root,
  element('label', { for: 'sheet-link' }, t`Link`), link,
  element('div', { class: 'sheet-do' }, error, status, element('div', { class: 'row' },
    element('button', { type: 'button', class: 'primary', click: () => give(copyLink) }, t`Copy the link`),
    element('button', { type: 'button', click: () => give(saveFile) }, t`Save the preset`),
    element('button', { type: 'button', click: () => give(look) }, t`Open it as the class will`),
    element('button', { type: 'button', click: () => box.close() }, t`Close`))),
  mine.root);
document.body.append(box);

// open shows the form, filled with what was made last here, or with a sheet.
export function open(sheet = page.sheet) {
  name.input.value = sheet?.name ?? '';
  note.input.value = sheet?.note ?? '';
  by.input.value = sheet?.by ?? recall(author) ?? '';
  paused.checked = sheet?.paused ?? !parts.transport.playing;
  boxes.fill(sheet);
  write(status, '');
  mine.show();
  byId('share-box').close();
  if (!box.open) box.showModal();
  make();
  name.input.focus();
}

// change sets the run up as a preset has it, with nothing locked, and opens the form with it.
async function change(made) {
  const sheet = sheetOf(made);
  const bare = made.split('&').filter((part) => !ofSheet(part) && !/^(v|check)=/.test(part)).join('&');
  box.close();
  setHash(bare);
  await openShared(bare);
  page.values = readSettings(bare); // the first picture, which says the same, is on its way
  open(sheet);
}

// line makes one line of what was typed: a sheet knows no other blank than the space.
const line = (text) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

// spelled is the sheet of the form as links spell it.
function spelled() {
  const { shown, locked } = boxes.choice;
  const text = (key, input) => (line(input.value) ? [`${key}=${spell(line(input.value))}`] : []);
  return [...text('sheet', name.input), ...text('sheet-note', note.input), ...text('sheet-by', by.input),
    ...(shown.length > 0 ? [`sheet-shown=${shown.join('.')}`] : []),
    ...(locked.length > 0 ? [`sheet-locked=${locked.join('.')}`] : []),
    ...(paused.checked ? ['sheet-start=paused'] : [])].join('&');
}

let timer = 0;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(make, rest);
}

// make makes the link and returns it; empty where there is none yet, and why stands below.
async function make() {
  clearTimeout(timer);
  const nameless = line(name.input.value) === '';
  const { error: wrong, text } = nameless ? { error: '', text: '' } : await parts.client.prepare(spelled());
  write(error, wrong ? sentence(wrong) : '');
  write(status, '');
  link.value = text ? addressOf(text) : '';
  put(link, 'placeholder', t`Give it a name, and its link stands here`);
  return text;
}

// give makes the link, keeps it, and does something with it.
async function give(act) {
  const text = await make();
  if (!text) {
    if (!error.textContent) write(error, t`It has no name yet.`);
    name.input.focus();
    return;
  }
  keep(text);
  remember(author, line(by.input.value));
  mine.show();
  act(text);
}

async function copyLink(text) {
  const done = await copy(addressOf(text));
  write(status, done ? t`The link is on your clipboard.` : t`The browser did not allow copying. Select the link and copy it by hand.`);
  if (done) return;
  link.focus();
  link.select();
}

const saveFile = (text) => save({ name: sheetOf(text).name, by: sheetOf(text).by, link: text });

function look(text) {
  box.close();
  openLink(text);
}
