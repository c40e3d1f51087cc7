// The text of the visitor's policy: its name, and what the browser keeps of it.

import { recall, remember } from '../remembered.js';
import { examples } from './guide.js';
import { t } from '../words.js';

const longest = 60; // letters of a name

// nameOf returns what a program's first comment says.
export function nameOf(source) {
  const comment = /^\s*#+[ \t]*(\S.*)$/m.exec(source)?.[1].trim() ?? '';
  const name = comment || t`Without a name`;
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}

// fileOf returns the name of the file that a program is saved as.
export function fileOf(source) {
  const words = nameOf(source).toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return `${words.slice(0, 40).replace(/_+$/, '') || 'policy'}.star`;
}

// isExample reports whether nothing is lost with a text.
export const isExample = (source) => source.trim() === '' || examples.some((example) => example.source === source);

// example returns the source of the example of that key.
export const example = (key) => examples.find((one) => one.key === key).source;

const draft = 'policy'; // the text in the editor
const former = 'policy-before'; // the visitor's text that an example or a file has replaced

export const keptDraft = () => recall(draft);
export const keepDraft = (text) => remember(draft, text);
export const keptFormer = () => recall(former) ?? '';
export const keepFormer = (text) => remember(former, text);
