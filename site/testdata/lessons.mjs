// Reads lessons for a test, under Node: node lessons.mjs FOLDER FILE…, of which the folder
// holds the page's modules. It prints a JSON object: by file the shape of its lesson, or what
// is wrong with it.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

globalThis.location = { hash: '' };
const [, , folder, ...files] = process.argv;
const from = (name) => import(new URL(name, `${pathToFileURL(folder)}/`));
const { parseLesson } = await from('lessons/parse.js');
const { labs } = await from('catalog.js');

// shape is what a translation has in common with its original.
function shape({ lab, minutes, steps }) {
  return { lab: lab.key, minutes, steps: steps.map(({ parts }) => parts.filter(({ kind }) => kind !== 'text').map(({ kind, deed, place, choices, then, lines, holds, meanwhile }) => {
    switch (kind) {
      case 'do': return `do ${JSON.stringify(deed)}`;
      case 'point': return `point ${place.what} ${place.key}`;
      case 'predict': return `predict ${choices.map((choice) => (choice.holds ? 'when' : 'free')).join(' ')}`;
      case 'code': return `code\n${lines.join('\n')}`;
      default: return `check ${typeof holds} ${meanwhile !== null} ${then.length}`;
    }
  })) };
}

const read = (file) => {
  const source = readFileSync(file, 'utf8');
  try {
    const conditions = source.split('\n').flatMap((line) => /^(?:check: (.*)|then if (.*?):|- .*? \| (.*))/.exec(line)?.slice(1).filter(Boolean) ?? []);
    return { ...shape(parseLesson(source, labs)), conditions };
  } catch (error) {
    return { error: error.message };
  }
};
process.stdout.write(JSON.stringify(Object.fromEntries(files.map((file) => [file, read(file)]))));
