// The list of the runs that the browser keeps, under Save: each can be continued, pinned,
// renamed and deleted.

import { isPresent, resume } from './autosave.js';
import { ago, byId, element, number, write } from './dom.js';
import { changeRuns, dropRun, listRuns, most, owned } from './kept.js';
import { lab } from './page.js';
import { say, t } from './words.js';

// watchKept makes the box of files show the list.
export function watchKept() {
  byId('files').addEventListener('click', () => {
    byId('files-box').showModal();
    show();
  });
}

async function show() {
  const rows = byId('kept-runs');
  const note = byId('kept-note');
  try {
    const [runs, writing] = await Promise.all([listRuns(lab.key), owned()]);
    rows.replaceChildren(...runs.map((run) => row(run, writing.has(run.id))));
    write(note, runs.length === 0 ? t`No run of the ${lab.label} is kept yet.`
      : t`Runs of the ${lab.label}. Beyond ${most}, short ones go first, the oldest of them before the others: never one that you pin, and never the longest.`);
  } catch (error) {
    rows.replaceChildren();
    write(note, t`What this browser keeps cannot be read: ${say(error.message)}.`);
  }
}

// change carries out what a button asks and shows the list again, with the focus where it was.
async function change(done, id, label) {
  try {
    await done;
  } catch (error) {
    write(byId('kept-note'), t`That did not work: ${say(error.message)}.`);
    return;
  }
  await show();
  const again = [...byId('kept-runs').querySelectorAll(`[data-id="${id}"] button`)];
  (again.find((button) => button.textContent === label) ?? byId('save-run')).focus();
}

function row(run, written) {
  const present = isPresent(run.id);
  const name = run.name || run.policy;
  const button = (label, click, extra = {}) => element('button', { type: 'button', 'aria-label': t`${label}: ${name}, step ${number(run.step)}`, click, ...extra }, label);
  const state = present ? t`the run on the stage` : written ? t`goes on in another tab` : '';
  const what = [run.name && run.policy, t`step ${number(run.step)}`, ago(run.when), state].filter(Boolean).join(', ');
  const title = element('p', {}, element('strong', {}, name), ` ${what}`);
  const continued = button(written ? t`Continue a copy` : t`Continue`, () => {
    byId('files-box').close();
    resume(run);
  });
  return element('li', { 'data-id': run.id }, title, element('div', { class: 'row' },
    present ? null : continued,
    button(t`Pin`, () => change(changeRuns([run.id], { pinned: !run.pinned }), run.id, t`Pin`), { 'aria-pressed': String(run.pinned) }),
    button(t`Rename`, () => rename(run, title, name)),
    written ? null : button(t`Delete`, ({ target }) => remove(run, target))));
}

// rename puts a field in the place of a run's name.
function rename(run, title, name) {
  const field = element('input', {
    type: 'text', maxlength: '60', value: name, autocomplete: 'off', 'aria-label': t`Name of the run`,
    change: () => change(changeRuns([run.id], { name: field.value.trim() }), run.id, t`Rename`),
    keydown: (event) => { if (event.key === 'Enter') event.target.blur(); },
  });
  title.replaceChildren(field);
  field.focus();
  field.select();
}

// remove asks once more before it deletes.
function remove(run, button) {
  if (button.dataset.sure === undefined) {
    button.dataset.sure = '';
    write(button, t`Press again to delete`);
    return;
  }
  change(dropRun(run.id), run.id, '');
}
