// The dialog under Share that writes the code with which another site shows this run, and
// shows what comes of it.

import { copy } from '../dialogs.js';
import { byId, dress, element, write } from '../dom.js';
import { settingsLink } from '../links.js';
import { lab, page, parts } from '../page.js';
import { play } from '../run.js';
import { t } from '../words.js';
import { addressOf, attributesOf, snippet } from './snippet.js';

dress(new URL('./dialog.css', import.meta.url));

const rest = 400; // ms without a change before the preview begins anew

const field = (label, input) => element('label', {}, element('span', {}, label), input);
const size = (id, value) => element('input', { type: 'text', id, value, autocomplete: 'off', spellcheck: 'false', input: show });

const width = size('embed-width', '100%');
const height = size('embed-height', '480');
const theme = element('select', { id: 'embed-theme', change: soon },
  element('option', { value: '' }, t`automatic`), element('option', { value: 'light' }, t`light`), element('option', { value: 'dark' }, t`dark`));
const keeps = element('input', { type: 'checkbox', role: 'switch', id: 'embed-keeps', change: soon });
const code = element('textarea', { id: 'embed-code', rows: '5', readonly: true, spellcheck: 'false' });
const status = element('p', { role: 'status' });
const preview = element('div', { class: 'embed-preview' });

const choices = element('div', { class: 'embed-choices' });

const box = element('dialog', { id: 'embed-box', class: 'embed-form', 'aria-labelledby': 'embed-title', close: leave },
  element('h2', { id: 'embed-title' }, t`Show it on another site`),
  element('p', {}, t`The stage, for slides, a course page or a learning platform. It starts this run's settings from the beginning.`),
  element('div', { class: 'embed-columns' },
    element('div', {},
      element('div', { class: 'embed-sizes' }, field(t`Width`, width), field(t`Height`, height), field(t`Colors`, theme)),
      element('fieldset', {}, element('legend', {}, t`Controls below the stage`), choices),
      element('label', { class: 'switch' }, keeps, t`It may keep runs in the visitor's browser`),
      field(t`Code`, code), status,
      element('div', { class: 'row' },
        element('button', { type: 'button', class: 'primary', click: copyCode }, t`Copy the code`),
        element('button', { type: 'button', click: () => box.close() }, t`Close`))),
    element('section', { 'aria-labelledby': 'embed-preview' }, element('h3', { id: 'embed-preview' }, t`Preview`), preview)));
document.body.append(box);

let link = '';
let boxes = new Map(); // by the key of a control
let frame = null; // of the preview
let typed = false; // a height by hand
let resumes = false; // the run, when the dialog is closed
let timer = 0;

height.addEventListener('input', () => { typed = true; });

// open shows the dialog for the run as it is set up now. What runs behind it rests.
export async function open() {
  link = (page.open && (await parts.client.share()).settings) || settingsLink();
  resumes = page.open && parts.transport.playing;
  if (resumes) play(false);
  offer(page.sheet?.shown.length ? page.sheet.shown : [lab.actor]);
  write(status, '');
  byId('share-box').close();
  if (!box.open) box.showModal();
  begin();
}

// offer fills the list of the controls, of which those with the given keys are chosen.
function offer(chosen) {
  const names = [...(lab.presets.length > 0 ? [['presets', t`Presets`]] : []), ['seed', t`Seed`],
    ...lab.params.filter(({ basic, key }) => basic || chosen.includes(key)).map(({ key, label }) => [key, label])];
  boxes = new Map(names.map(([key]) => [key, element('input', { type: 'checkbox', change: soon, checked: chosen.includes(key) })]));
  choices.replaceChildren(...names.map(([key, label]) => element('label', { class: 'switch' }, boxes.get(key), label)));
}

function leave() {
  clearTimeout(timer);
  preview.replaceChildren();
  frame = null;
  if (resumes) play(true);
}

const controls = () => [...boxes].filter(([, { checked }]) => checked).map(([key]) => key);
const chosen = (host) => ({
  address: addressOf({ link, controls: controls(), theme: theme.value, host }), title: t`Resonetics Playground: ${lab.label}`, keeps: keeps.checked,
});

function show() {
  code.value = snippet({ ...chosen(), width: width.value.trim(), height: height.value.trim() });
}

function soon() {
  show();
  clearTimeout(timer);
  timer = setTimeout(begin, rest);
}

// begin shows the embedded page with what is chosen now.
function begin() {
  show();
  frame = element('iframe', { ...attributesOf(chosen(location.origin)), height: height.value });
  preview.replaceChildren(frame);
}

addEventListener('message', ({ source, data }) => {
  if (!frame || source !== frame.contentWindow || data?.resonetics !== 1 || data.type !== 'height') return;
  frame.height = data.height;
  if (!typed) height.value = data.height;
  show();
});

async function copyCode() {
  show();
  write(status, await copy(code.value) ? t`The code is on your clipboard.` : t`The browser did not allow copying. Select the code and copy it by hand.`);
  code.focus();
  code.select();
}
