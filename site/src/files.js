// Runs, minds and metrics as files: saved, chosen and dropped.

import { maxFile } from './catalog.js';
import { byId, element, number } from './dom.js';
import { isMeasured, openFit } from './fit.js';
import { dismiss, notice } from './notices.js';
import { lab, page, parts, sentence } from './page.js';
import { begun } from './run.js';
import { inTime } from './waiting.js';
import { t } from './words.js';

const ending = '.safetensors';

// download hands a file to the browser.
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export const named = (rest) => `resonetics_${lab.key}_${page.seed}${rest}`;

// offer asks the session for a file and saves it, or says why there is none.
async function offer(asked, name, type) {
  const answer = await asked;
  if (answer.error) notice('file', t`There is nothing to save. ${sentence(answer.error)}`, { [t`Dismiss`]() {} });
  else download(name(answer), type, answer.buffer);
}

const binary = 'application/octet-stream';

export const saveRun = () => offer(parts.client.save(), ({ step }) => named(`_step${step}${ending}`), binary);
export const saveMind = () => offer(parts.client.saveMind(), () => named(`_mind${ending}`), binary);
export const saveMetrics = () => offer(parts.client.csv(), () => named('.csv'), 'text/csv');

// load takes a file of a run, of a mind, of a program or of a lesson and says what is wrong with it.
// What runs goes on then.
export async function load(file) {
  dismiss('file');
  if (isLesson(file)) return parts.lessons.load(file);
  if (isProgram(file)) return parts.policy ? parts.policy.load(file) : refuse(file, t`it is a policy for a cluster, and the ${lab.label} has none`);
  if (await isMeasured(file)) return openFit(file);
  if (/\.json$/i.test(file.name)) return parts.sheet.load(file);
  if (!page.open) return refuse(file, t`nothing is running yet`);
  if (file.size > maxFile) return refuse(file, t`it has ${number(file.size / 1e6)} MB, and no saved run has more than ${number(maxFile / 1e6)}`);
  let buffer;
  try {
    buffer = await bytesOf(file);
  } catch (error) {
    return refuse(file, error.message);
  }
  if (isMind(buffer)) return loadMindFrom(file, buffer);
  await parts.keep();
  const { error } = await parts.client.restore(buffer);
  if (error) return refuse(file, error);
  page.touched = true;
  begun();
}

export async function loadMind(file) {
  dismiss('file');
  try {
    await loadMindFrom(file, await bytesOf(file.slice(0, maxFile + 1)));
  } catch (error) {
    refuse(file, error.message);
  }
}

// A file may lie on a disk far away, or be gone since it was chosen.
const bytesOf = (file) => inTime(file.arrayBuffer(), t`the disk`, 30_000);

async function loadMindFrom(file, buffer) {
  await parts.keep();
  const error = await parts.client.loadMind(buffer);
  if (error) return refuse(file, error);
  page.touched = true;
  notice('file', t`The mind of ${file.name} acts now. A link cannot carry it: to keep this run, save it as a file.`, { [t`Save as a file`]: saveRun, [t`Dismiss`]() {} });
}

const isLesson = ({ name }) => /\.(md|markdown)$/i.test(name);
const isProgram = ({ name }) => name.toLowerCase().endsWith('.star');

// A mind says so in the description at the beginning of the file, whose length
// comes first; the session checks everything.
function isMind(buffer) {
  try {
    const length = Number(new DataView(buffer).getBigUint64(0, true));
    return JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)))['__metadata__'].format === 'resonetics mind';
  } catch {
    return false;
  }
}

function refuse(file, error) {
  notice('file', t`${file.name} cannot be loaded. ${sentence(error)} ${page.open ? t`What was running goes on.` : ''}`, { [t`Dismiss`]() {} });
}

// watchFiles makes the buttons of the box, and files dropped on the page, do
// something.
export function watchFiles() {
  const input = byId('load-file');
  byId('save-run').addEventListener('click', saveRun);
  byId('share-file').addEventListener('click', saveRun);
  byId('save-csv').addEventListener('click', saveMetrics);
  byId('load-run').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const [file] = input.files;
    input.value = '';
    byId('files-box').close();
    if (file) load(file);
  });
  watchDrops(document);
}

// The stage is a document of its own and passes on what is dropped on it.
function watchDrops(target) {
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  const show = (on) => target.body.classList.toggle('dropping', on);
  target.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(true);
  });
  target.addEventListener('dragleave', (event) => { if (event.relatedTarget === null) show(false); });
  target.addEventListener('drop', (event) => {
    show(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) load(file);
  });
}
