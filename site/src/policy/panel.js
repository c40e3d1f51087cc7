// The editor of the visitor's own policy: examples to start from, the text, what it can
// use, and what is wrong with it.

import { byId, dress, element, number, put, write } from '../dom.js';
import { download } from '../files.js';
import { spell, unspell } from '../links.js';
import { dismiss, notice } from '../notices.js';
import { furnishes, lab, page, parts, room, sentence } from '../page.js';
import { play, restart, usePreset } from '../run.js';
import { inTime } from '../waiting.js';
import { Attempts } from './attempts.js';
import { Editor, said } from './editor.js';
import { examples, guide, maxSource } from './guide.js';
import { example, fileOf, isExample, keepDraft, keepFormer, keptDraft, keptFormer } from './source.js';
import { say, t } from '../words.js';

const text = 'program'; // key of the session's text
const rest = 350; // ms without a key before the text is checked
const games = 100; // of a series
const largest = 1e6; // bytes of a file that is looked into

// nothing is what is wrong with a text without a word; to the session it means an example.
const nothing = { line: 0, column: 0, message: t`there is no program yet: it begins with \`def act(see, memo):\`, and the buttons above give one to start from` };

let checked = { source: null, mistake: null }; // the latest answer
let worked = ''; // the program that ran before the present one, and did not fail
let mark = null; // of a failure that the editor shows: {source, line, column, message}

let spelled = ''; // the program that acts, as links spell it
let acting = '';

// running returns the program that acts, empty for none: an empty text stands for an
// example.
function running() {
  if (!room.program?.runs(page.values)) return '';
  if (spelled !== page.values.get(text)) {
    spelled = page.values.get(text);
    acting = unspell(spelled);
  }
  return acting || example('h3');
}

// --- the parts -------------------------------------------------------------------

const editor = new Editor({ changed: () => { keepDraft(editor.text); mark = null; soon(); }, run });
const verdict = element('p', { id: 'policy-verdict', class: 'policy-verdict', role: 'status' });
const goto = element('button', { type: 'button', hidden: true, click: () => editor.visit(at.line, at.column) });
const printed = element('pre', { tabindex: '0', 'aria-labelledby': 'policy-printed' });
const printing = element('div', { class: 'policy-printed', hidden: true },
  element('h3', { id: 'policy-printed' }, t`Printed by the last decision`), printed);
const back = element('button', { type: 'button', hidden: true, click: () => { const own = keptFormer(); keepFormer(''); take(own); } },
  element('strong', {}, t`Back to your text`), element('span', {}, t`As it was before you loaded another one.`));
const other = element('button', { type: 'button', hidden: true, click: () => replace(running()) },
  element('strong', {}, t`What acts now`), element('span', {}, t`The program of this run.`));
const file = element('input', {
  type: 'file', class: 'unseen', accept: '.star,.txt,.py', tabindex: '-1', 'aria-hidden': 'true', 'aria-label': t`Program to load`,
  change: () => { const [one] = file.files; if (one) load(one); file.value = ''; },
});
const attempts = new Attempts({ ready: sound, load: replace, fault: point });
let at = { line: 0, column: 0 };

const runs = element('button', { type: 'button', class: 'primary', id: 'policy-run', click: run });
const compares = element('button', { type: 'button', click: compare });

const acts = element('div', { class: 'row' },
  runs,
  attempts.button,
  compares,
  element('button', { type: 'button', click: () => saveAs(editor.text) }, t`Save as a file`),
  element('button', { type: 'button', click: () => file.click() }, t`Load a file`), file);

const panel = element('section', { id: 'policy', class: 'policy', 'aria-labelledby': 'policy-title', tabindex: '-1', hidden: true },
  element('header', {},
    element('h2', { id: 'policy-title' }, t`Your policy`),
    element('p', {}, t`Once a step the program is asked what to do. It sees the nodes around it, and answers.`),
    element('button', { type: 'button', click: close }, t`Close`)),
  element('div', { class: 'policy-start', role: 'group', 'aria-label': t`Start from` },
    element('h3', {}, t`Start from`), back, other,
    ...examples.map(({ label, help, source }) => element('button', { type: 'button', click: () => replace(source) },
      element('strong', {}, say(label)), element('span', {}, say(help))))),
  element('div', { class: 'policy-write' },
    element('label', { for: 'policy-text', class: 'unseen' }, t`Your policy, a program in Starlark`),
    editor.root,
    element('div', { class: 'policy-state' }, verdict, goto),
    acts,
    printing),
  element('div', { class: 'policy-guide', role: 'region', tabindex: '0', 'aria-label': t`What it can use` }, ...guide.map(section),
    element('p', { id: 'policy-keys', class: 'note' }, t`Tab indents, Shift and Tab takes it back. To leave the text with Tab, press Escape first. Control and Enter sends it off.`)),
  attempts.root);

function section({ title, lines }) {
  return element('details', { open: title === guide[0].title },
    element('summary', {}, say(title)),
    element('dl', {}, ...lines.flatMap(({ write: code, get }) => {
      const term = element('dt');
      const meaning = element('dd');
      said(term, code);
      said(meaning, say(get));
      return [term, meaning];
    })));
}

const styled = dress(new URL('./policy.css', import.meta.url));
document.querySelector('.stage').after(panel);
byId('write').setAttribute('aria-controls', 'policy');

// --- opening and closing -----------------------------------------------------------

// open shows the editor below the stage.
export async function open() {
  await inTime(styled, t`the style`).catch(() => {}); // then it is plain
  panel.hidden = false;
  document.body.classList.add('writing');
  put(byId('write'), 'aria-expanded', 'true');
  attempts.show();
  check();
  panel.focus({ preventScroll: true });
  inert(covers());
  if (!covers()) acts.scrollIntoView({ block: 'end' });
}

function close() {
  panel.hidden = true;
  inert(false);
  document.body.classList.remove('writing');
  put(byId('write'), 'aria-expanded', 'false');
  byId('write').focus({ preventScroll: true });
}

// inert keeps the keyboard and screen readers to the editor while it covers the page.
function inert(on) {
  for (let one = panel; one !== document.body; one = one.parentElement) {
    for (const other of one.parentElement.children) {
      if (other !== one && other.tagName !== 'DIALOG') other.inert = on;
    }
  }
}

// covers reports whether the editor hides the stage, as it does on a phone.
const covers = () => getComputedStyle(panel).position === 'fixed';

// --- the text ----------------------------------------------------------------------

// take puts a text into the editor.
function take(source) {
  editor.text = source || example('h3');
  keepDraft(editor.text);
  mark = null;
  back.hidden = keptFormer() === '';
  if (!panel.hidden) check();
}

// replace puts another text in the place of the visitor's, which can be had back.
function replace(source) {
  if (source === editor.text) return;
  if (!isExample(editor.text)) keepFormer(editor.text);
  take(source);
}

// load takes the text of a file.
export async function load(one) {
  await open();
  if (one.size > largest) {
    notice('file', t`${one.name} cannot be loaded: it has ${number(one.size / 1e6, 1)} MB, and a program has at most ${number(maxSource / 1024)} kB.`, { [t`Dismiss`]() {} });
    return;
  }
  replace(await one.text());
}

// saveRunning saves the program that acts as a file.
export const saveRunning = () => saveAs(running());

function saveAs(source) { download(fileOf(source), 'text/plain', source); }

// --- what is wrong with it -----------------------------------------------------------

let timer = 0;
let asked = 0; // counts the questions, so that an old answer is not taken for a new one

function soon() {
  clearTimeout(timer);
  timer = setTimeout(check, rest);
}

// check asks whether the text is a program, and says so. It returns the mistake, null for
// none.
async function check() {
  clearTimeout(timer);
  const mine = ++asked;
  const source = editor.text;
  if (parts.client.language !== 'ready') tell(t`The language is loading. You can write meanwhile.`);
  const mistake = source.trim() === '' ? nothing : await parts.client.program(source);
  if (mine !== asked) return mistake;
  checked = { source, mistake };
  showVerdict();
  return mistake;
}

function tell(words, line = 0, column = 0) {
  at = { line, column };
  goto.hidden = line === 0;
  write(goto, t`Go to line ${line}`);
  editor.point(line);
  put(verdict, 'class', `policy-verdict${line > 0 ? ' wrong' : ''}`);
  said(verdict, words);
}

const place = ({ line, message }) => (line > 0 ? t`Line ${line}: ${say(message)}` : message);

// showVerdict says what is wrong with the text, or what can be done with it.
function showVerdict() {
  const { mistake, source } = checked;
  if (source !== editor.text) return;
  const now = running();
  const goesOn = now && now !== source ? ` ${t`The last good version goes on.`}` : '';
  if (mistake) tell(`${sentence(place(mistake))}${goesOn}`, mistake.line, mistake.column);
  else if (mark?.source === source) tell(sentence(place(mark)), mark.line, mark.column);
  else if (now === source) tell(room.program.acts);
  else tell(now ? t`No mistake found. What acts now is an earlier version: press “${room.program.label}”.` : t`No mistake found. Press “${room.program.label}”.`);
}

// point shows where a program has failed while it ran.
function point(fault, source = running()) {
  mark = { ...fault, source };
  showVerdict();
}

// sound returns the text when it is a program, null when it is not.
async function sound() { return (await check()) === null ? editor.text : null; }

// --- running it ------------------------------------------------------------------------

async function run() {
  const source = await sound();
  if (source === null) return editor.area.focus();
  await act(source);
  if (covers()) {
    close();
    panel.previousElementSibling.scrollIntoView();
  }
  return undefined;
}

// act puts a program to work.
async function act(source) {
  const before = page.shot?.fault ? '' : running();
  page.touched = true;
  mark = null;
  const error = page.open ? await parts.client.write(text, source) : '';
  if (error) return tell(sentence(error));
  if (before && before !== source) worked = before;
  page.values.set(text, spell(source));
  const uses = room.program.use(page.values);
  if (!page.open) {
    for (const [key, value] of Object.entries(uses)) page.values.set(key, value);
    return restart();
  }
  await usePreset({ values: uses });
  return play(true);
}

// compare puts the text to work and opens the series with it and the heuristic.
async function compare() {
  const source = await sound();
  if (source === null) return editor.area.focus();
  if (source !== running()) await act(source);
  return parts.series(`series=${games}.${page.seed}.h3.${text}`);
}

// faulted offers ways on where the program has failed, and takes them back when it goes
// on. fault is null then.
export function faulted(fault) {
  dismiss('fault');
  if (fault === null) {
    mark = null;
    showVerdict();
    return;
  }
  point(fault);
  const source = running();
  notice('fault', t`Your program has stopped, and the world waits at that decision.`, {
    [t`Mend it`]: () => mend(source, fault),
    ...(worked && worked !== source ? { [t`Use the version before`]: () => act(worked) } : {}),
    [t`Let h.3 go on`]: () => { usePreset({ values: room.program.leave(page.values, 'h3') }); play(true); },
  });
}

async function mend(source, fault) {
  replace(source);
  await open();
  point(fault, source);
  editor.visit(fault.line || 1, fault.column || 1);
}

// show follows the run.
export function show(shot) {
  if (panel.hidden) return;
  attempts.follow();
  other.hidden = running() === '' || running() === editor.text;
  printing.hidden = shot.printed.length === 0;
  write(printed, shot.printed.join('\n'));
  if (parts.client.language === 'ready') showVerdict();
}

// In a lab without programs the editor is closed.
furnishes(() => {
  if (!room.program) return panel.hidden || close();
  write(runs, room.program.label);
  write(compares, room.series);
  compares.hidden = lab.players.length === 0;
  worked = '';
  return undefined;
});

take(keptDraft() ?? running());
