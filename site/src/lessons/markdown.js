// The Markdown that a lesson may use: paragraphs, lists, **bold**, *emphasis*, `code` and
// links. It is built of elements, so that nothing in a lesson becomes a script.

import { element } from '../dom.js';

const spans = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[([^\]]+)\]\(([^\s)]+)\)/g;

// inline returns the nodes of a line of text.
export function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(spans)) {
    nodes.push(text.slice(from, match.index), span(match));
    from = match.index + match[0].length;
  }
  return [...nodes, text.slice(from)].filter((node) => node !== '');
}

function span([all, bold, emphasis, code, label, address]) {
  if (bold !== undefined) return element('strong', {}, ...inline(bold));
  if (emphasis !== undefined) return element('em', {}, ...inline(emphasis));
  if (code !== undefined) return element('code', {}, code);
  return /^(https:\/\/|\.{0,2}\/)/.test(address) ? element('a', { href: address, target: '_blank', rel: 'noopener' }, ...inline(label)) : all;
}

const lists = [['ul', /^[-*]\s+/], ['ol', /^\d+[.)]\s+/]];

// blocks returns the elements of a piece of text without empty lines.
export function blocks(text) {
  const made = [];
  for (const line of text.split('\n')) {
    const [tag, mark] = lists.find(([, begins]) => begins.test(line)) ?? ['p'];
    const last = made.at(-1);
    if (mark) {
      const list = last?.localName === tag ? last : element(tag);
      list.append(element('li', {}, ...inline(line.replace(mark, ''))));
      if (list !== last) made.push(list);
    } else if (last) {
      (last.localName === 'p' ? last : last.lastElementChild).append(' ', ...inline(line.trim()));
    } else {
      made.push(element('p', {}, ...inline(line)));
    }
  }
  return made;
}
