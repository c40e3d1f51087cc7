// The column beside the stage: the list of the lessons, or one of them, a step at a time.
// This module is loaded when lessons are first asked for.

import { setHash } from '../address.js';
import { byId, dress, element, put, write } from '../dom.js';
import { download } from '../files.js';
import { bareLink } from '../links.js';
import { dismiss, notice } from '../notices.js';
import { t } from '../words.js';
import { LessonError } from './parse.js';
import { point } from './places.js';
import { keepProgress, progressOf } from './progress.js';
import { allLessons, findLesson, readFile } from './shelf.js';
import { StepView } from './step.js';

const heading = element('h2', { id: 'lesson-title', tabindex: '-1' });
const place = element('p', { class: 'lesson-place' });
const body = element('div', { class: 'lesson-body' });
const foot = element('div', { class: 'row lesson-foot' });
const more = button(t`All lessons`, () => list());
const close = button(t`Close`, () => shut());
const column = element('section', { id: 'lesson', class: 'lesson', 'aria-labelledby': 'lesson-title', hidden: true },
  element('header', {}, element('div', {}, heading, place), element('div', { class: 'row' }, more, close)), body, foot);
const chosen = element('input', { type: 'file', class: 'unseen', id: 'lesson-file', accept: '.md,.markdown,text/markdown', tabindex: '-1', 'aria-hidden': 'true', 'aria-label': t`Lesson to open`,
  change() {
    const [file] = chosen.files;
    chosen.value = '';
    if (file) load(file);
  } });

dress(new URL('./lessons.css', import.meta.url));
document.querySelector('main > .right').before(column);
column.after(chosen);

let open = null; // {name, lesson}: what is shown; name is empty for a file
let view = null; // the step of it
let asked = 0; // raised by everything that makes an earlier request unwanted

function button(label, click, attributes = {}) { return element('button', { type: 'button', click, ...attributes }, label); }

// show puts a title and a content into the column and brings it into sight.
function show(title, where, content, buttons, focus = heading) {
  write(heading, title);
  write(place, where);
  body.replaceChildren(...content);
  foot.replaceChildren(...buttons);
  column.hidden = false;
  document.documentElement.classList.add('with-lesson');
  put(byId('lessons'), 'aria-expanded', 'true');
  more.hidden = open === null;
  body.scrollTop = 0;
  focus.focus({ preventScroll: true });
  column.scrollIntoView({ block: 'start' });
}

// shut closes the column; what runs goes on.
export function shut() {
  leave();
  asked++;
  column.hidden = true;
  document.documentElement.classList.remove('with-lesson');
  put(byId('lessons'), 'aria-expanded', 'false');
  byId('lessons').focus();
}

function leave() {
  if (open) setHash(bareLink());
  open = null;
  view?.leave();
  view = null;
  point([]);
}

export const isOpen = () => !column.hidden;

// --- the list -----------------------------------------------------------------------

// list shows all lessons, and how far one has come in each.
export async function list() {
  leave();
  const mine = ++asked;
  const all = await allLessons();
  if (mine !== asked) return;
  const items = all.map(([name, lesson]) => element('li', {},
    element('a', { href: `#lesson=${name}`, click: (event) => follow(event, name) }, lesson.title),
    element('p', {}, lesson.learn),
    element('p', { class: 'lesson-about' }, [t`${lesson.minutes} minutes`, lesson.lab.label, progress(name, lesson)].filter(Boolean).join(' · '))));
  show(t`Lessons`, t`Each sets up the stage for you. Nothing is graded: you guess, try, and look.`, [element('ul', { class: 'lesson-list' }, ...items)],
    [button(t`Open a lesson from a file`, () => chosen.click())]);
}

function follow(event, name) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  start(name);
}

function progress(name, { steps }) {
  const { step, done } = progressOf(name);
  if (step > 0 && step < steps.length) return t`step ${step + 1} of ${steps.length}`;
  return done ? t`finished` : '';
}

// --- one lesson -----------------------------------------------------------------------

// start opens the lesson of a name or an address, where it was left.
export async function start(name) {
  dismiss('lesson');
  const mine = ++asked;
  try {
    const lesson = await findLesson(name);
    if (mine === asked) begin(name, lesson);
  } catch (error) {
    if (mine === asked) refuse(name, error);
  }
}

// load opens the lesson of a file.
export async function load(file) {
  dismiss('lesson');
  const mine = ++asked;
  try {
    const lesson = await readFile(file);
    if (mine === asked) begin('', lesson);
  } catch (error) {
    if (mine === asked) refuse(file.name, error);
  }
}

function refuse(name, error) {
  const lines = error instanceof LessonError ? t`The lesson ${name} cannot be read: ${error.message.replaceAll('\n', '; ')}.` : error.message;
  notice('lesson', lines, { [t`All lessons`]: () => list(), [t`Dismiss`]() {} });
}

// begin shows a lesson where it was left.
function begin(name, lesson) {
  const { step } = progressOf(name);
  open = { name, lesson };
  setHash(name === '' ? `lab=${lesson.lab.key}` : linkOf(name, lesson));
  return go(step < lesson.steps.length ? step : 0, true);
}

const linkOf = (name, lesson) => (/^[\w-]+$/.test(name) ? `lesson=${name}` : `lab=${lesson.lab.key}&lesson=${encodeURIComponent(name)}`);

// go opens a step. afresh does what has led to it, where one comes from elsewhere.
function go(at, afresh) {
  const { name, lesson } = open;
  view?.leave();
  dismiss('lesson-told');
  const step = lesson.steps[at];
  const last = at === lesson.steps.length - 1;
  const title = element('h3', { tabindex: '-1' }, step.title);
  const next = button(last ? t`Finish` : t`Next`, () => (last ? finish() : go(at + 1, !view.done)), { id: 'lesson-next' });
  const back = at > 0 ? [button(t`Back`, () => go(at - 1, true))] : [];
  const again = button(t`Set up again`, () => go(at, true), { class: 'lesson-again' });
  view = new StepView(lesson.lab, step, afresh ? before(lesson, at) : [], (done) => next.classList.toggle('primary', done), told);
  show(lesson.title, t`Step ${at + 1} of ${lesson.steps.length}`, [title, view.root], [...back, next, again], afresh && at === 0 ? heading : title);
  point(view.places);
  if (name !== '') keepProgress(name, at, false);
  view.begin();
}

// told brings into sight what a check has shown. On a phone one is at a control then, perhaps,
// and is not to be taken away from it.
function told(words) {
  body.scrollTop = body.scrollHeight;
  const { top } = words.getBoundingClientRect();
  const covered = matchMedia('(max-width: 899px)').matches ? byId('stage-box').getBoundingClientRect().bottom : 0;
  if (top >= covered && top < innerHeight) words.scrollIntoView({ block: 'nearest' });
  else notice('lesson-told', words.innerText, { [t`Back to the lesson`]: () => words.scrollIntoView({ block: 'center' }) });
}

// before returns the deeds that a step builds on: those since the last run began.
function before({ steps }, at) {
  const deeds = steps.slice(0, at).flatMap(({ parts: all }) => all.filter(({ kind }) => kind === 'do').map(({ deed }) => deed));
  const ownRun = steps[at].parts.some(({ kind, deed }) => kind === 'do' && deed.name === 'run');
  const from = deeds.findLastIndex((deed) => deed.name === 'run');
  return ownRun || from < 0 ? [] : deeds.slice(from);
}

function finish() {
  const { name, lesson } = open;
  if (name !== '') keepProgress(name, 0, true);
  view.leave();
  view = null;
  point([]);
  show(lesson.title, t`Finished`, [element('p', {}, t`You have come to the end of this lesson. The stage is yours: change anything and look what happens.`)], [
    button(t`All lessons`, () => list(), { class: 'primary' }), button(t`Once more`, () => go(0, true)),
    button(t`Save a copy of this lesson`, () => download(`${name || 'lesson'}.md`, 'text/markdown', lesson.source)),
  ]);
}

// look lets the step look at the session; it is called with every picture.
export function look() { view?.look(); }
