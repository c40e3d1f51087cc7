// Where lessons come from: the ones of the playground, in the visitor's language where there
// is one, those of this site, and files.

import { labs } from '../catalog.js';
import { language, t } from '../words.js';
import { inTime } from '../waiting.js';
import { longest, parseLesson } from './parse.js';
import { texts } from './texts.js';

const home = 'en';

// readTexts resolves to the texts of all lessons by name, in the order in which they are
// listed.
async function readTexts() {
  const english = (await texts[home]()).lessons;
  if (language === home || !texts[language]) return english;
  return { ...english, ...(await texts[language]()).lessons };
}

// allLessons resolves to [name, lesson] of every lesson of the playground.
export const allLessons = async () => Object.entries(await readTexts()).map(([name, text]) => [name, parseLesson(text, labs)]);

// find resolves to the lesson of a name or an address of this site, or throws why there is
// none.
export async function findLesson(name) {
  if (!/^[\w-]+$/.test(name)) return parseLesson(await fetchText(name), labs);
  const known = await readTexts();
  if (!known[name]) throw new Error(t`There is no lesson "${name}". The lessons are ${Object.keys(known).join(', ')}; an address of a lesson has a point or a slash in it.`);
  return parseLesson(known[name], labs);
}

async function fetchText(address) {
  let url;
  try {
    url = new URL(address, location.href);
  } catch {
    throw new Error(t`"${address}" is no address of a lesson.`);
  }
  if (url.origin !== location.origin) throw new Error(t`The lesson ${url.href} is on another site, and a page opens lessons of its own site only. Save it as a file there, and drop the file onto this page.`);
  const response = await inTime(fetch(url), t`the server`);
  if (!response.ok) throw new Error(t`The lesson ${url.pathname} could not be loaded: the server answered ${response.status}.`);
  return inTime(response.text(), t`the server`);
}

// readFile resolves to the lesson of a file.
export async function readFile(file) {
  return parseLesson(await inTime(file.slice(0, 4 * longest + 1).text(), t`the disk`), labs);
}
