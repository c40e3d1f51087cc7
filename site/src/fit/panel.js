// What a file of measured values says: the dialog that shows it and opens the cluster.

import { dress, element, put, write } from '../dom.js';
import { ownWorker } from '../own-worker.js';
import { sentence } from '../page.js';
import { Patience } from '../waiting.js';
import { t } from '../words.js';
import { duration, finding, noted, rowsOf, summary, verdict } from './words.js';

const patience = 60_000; // ms for which the worker may be silent

const status = element('p', { role: 'status', id: 'fit-status' });
const bar = element('progress', { max: '1', value: '0', 'aria-label': t`Read` });
const result = element('div', { class: 'fit-result' });
const openIt = element('button', { type: 'button', class: 'primary', id: 'fit-open', hidden: true }, t`Open this cluster`);
const box = element('dialog', { class: 'fit', id: 'fit-box', 'aria-labelledby': 'fit-title', close: () => end() },
  element('h2', { id: 'fit-title' }, t`Your cluster`),
  status, bar, result,
  element('div', { class: 'row fit-do' }, openIt, element('button', { type: 'button', click: () => box.close() }, t`Close`)));

dress(new URL('./fit.css', import.meta.url));
document.body.append(box);

let worker = null;
const silence = new Patience(patience, () => refuse(t`it has not been read within ${duration(patience / 1000)}`));
let name = '';

// open reads a file in a worker of its own and shows what it finds.
export function open(file) {
  end();
  ({ name } = file);
  if (!box.open) box.showModal();
  result.replaceChildren();
  openIt.hidden = true;
  bar.hidden = false;
  bar.value = 0;
  write(status, t`Reading ${name}. It stays on this machine.`);
  const mine = ownWorker(new URL('./worker.js', import.meta.url), 'fit');
  mine.onmessage = ({ data }) => mine === worker && hear(data);
  mine.onerror = (event) => {
    event.preventDefault();
    if (mine === worker) refuse(event.message || t`a part of the page could not be loaded`);
  };
  worker = mine;
  silence.hear();
  worker.postMessage({ file });
}

function hear(message) {
  silence.hear();
  switch (message.kind) {
    case 'loading':
    case 'progress':
      bar.value = message.done / message.total;
      put(bar, 'aria-label', message.kind === 'loading' ? t`Loading` : t`Read`);
      break;
    case 'done':
      end();
      show(message.found);
      break;
    default: refuse(message.message);
  }
}

function refuse(reason) {
  end();
  write(status, t`${name} says nothing about a cluster. ${sentence(reason)}`);
}

function end() {
  silence.end();
  worker?.terminate();
  worker = null;
  bar.hidden = true;
}

function show(found) {
  write(status, summary(found));
  result.replaceChildren(
    element('table', {},
      element('thead', {}, element('tr', {}, element('td'), element('th', { scope: 'col' }, t`Estimate`), element('th', { scope: 'col' }, t`95 % interval`))),
      element('tbody', {}, ...rowsOf(found).map(([label, value, interval]) =>
        element('tr', {}, element('th', { scope: 'row' }, label), element('td', {}, value), element('td', {}, interval))))),
    element('h3', {}, t`Is the world like it?`),
    element('ul', { class: 'fit-checks' }, ...found.checks.map((check) =>
      element('li', {}, element('strong', {}, verdict(check)), ' ', finding(check, found.step)))),
    ...(found.notes.length === 0 ? [] : [
      element('h3', {}, t`Assumed and left out`),
      element('ul', {}, ...found.notes.map((note) => element('li', {}, noted(note))))]));
  openIt.hidden = false;
  openIt.onclick = () => {
    box.close();
    location.hash = found.link;
  };
  openIt.focus();
}
