// A preset as a file: JSON that names it for people and holds its link, which is all that counts.

import { hash } from '../address.js';
import { download } from '../files.js';
import { notice } from '../notices.js';
import { sentence } from '../page.js';
import { openShared } from '../run.js';
import { ofSheet } from '../sheet.js';
import { t } from '../words.js';

const format = 'resonetics preset';
const largest = 1 << 21; // bytes of a file that is looked into

// save hands the preset {name, by, link} to the browser as a file.
export function save({ name, by, link }) {
  const file = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'preset';
  download(`resonetics_${file}.json`, 'application/json', `${JSON.stringify({ format, version: 1, name, by, link }, null, 2)}\n`);
}

// linkIn returns the link that such a file holds. The error says why there is none.
function linkIn(text) {
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Error(t`it is not JSON, as the file of a preset is`);
  }
  if (read?.format !== format) throw new Error(t`it is not the file of a preset: its format is ${JSON.stringify(read?.format ?? null)}, want ${format}`);
  if (read.version !== 1) throw new Error(t`its version is ${JSON.stringify(read.version ?? null)}, want 1: a newer playground has written it`);
  if (typeof read.link !== 'string' || !read.link.split('&').some(ofSheet)) throw new Error(t`it holds no link to a preset`);
  return read.link;
}

// openLink puts a link into the address, which opens it; the one that is there is opened anew.
export function openLink(link) {
  if (hash() === link) openShared(link);
  else location.hash = link;
}

// load opens the preset of a file.
export async function load(file) {
  try {
    if (file.size > largest) throw new Error(t`it is larger than any preset`);
    openLink(linkIn(await file.text()));
  } catch (error) {
    notice('file', t`${file.name} cannot be loaded. ${sentence(error.message)}`, { [t`Dismiss`]() {} });
  }
}
