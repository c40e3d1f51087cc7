// What a number or a control means, in one box for all of them. The words are on the page
// for screen readers, as the description of what they explain; a finger, a key, or a mouse
// that rests opens them for everybody else.

import { element, put } from './dom.js';
import { t } from './words.js';

const rest = 350; // ms that a mouse rests before the box opens
const edge = 8; // px that the box keeps from the edges of the window
const gap = 6; // px between it and what it explains

const box = (document.querySelector('main') ?? document.body).appendChild(element('div', { id: 'explanation', class: 'explanation', role: 'note', hidden: true }));
let shown = null; // {button, area, pressed}: what the box explains, and whether until it is pressed again
let resting;

// explains opens the text of words, an element, at a button. area is what a mouse rests
// on. A button that does something else when it is pressed is not its own.
export function explains(button, words, area = button, own = true) {
  const open = () => show({ button, area }, words);
  put(button, 'aria-describedby', words.id);
  area.addEventListener('pointerenter', ({ pointerType }) => {
    if (pointerType === 'mouse') resting = setTimeout(open, rest);
  });
  area.addEventListener('pointerleave', ({ pointerType }) => {
    clearTimeout(resting);
    if (pointerType === 'mouse' && shown?.area === area && !shown.pressed) hide();
  });
  button.addEventListener('focus', () => { if (button.matches(':focus-visible')) open(); });
  button.addEventListener('blur', () => { if (shown?.button === button) hide(); });
  if (!own) return;
  put(button, 'aria-expanded', 'false');
  put(button, 'aria-controls', box.id);
  button.addEventListener('click', () => {
    clearTimeout(resting);
    if (shown?.button === button && shown.pressed) hide();
    else show({ button, area, pressed: true }, words);
  });
}

// question makes a button that explains what has that name.
export function question(name, words, area) {
  const button = element('button', { type: 'button', class: 'question', 'aria-label': t`What is ${name}?` }, element('span', { 'aria-hidden': 'true' }, '?'));
  explains(button, words, area);
  return button;
}

function show(what, words) {
  hide();
  shown = what;
  if (what.button.hasAttribute('aria-expanded')) put(what.button, 'aria-expanded', 'true');
  box.replaceChildren(...words.cloneNode(true).childNodes);
  box.hidden = false;
  place();
}

function hide() {
  if (shown?.button.hasAttribute('aria-expanded')) put(shown.button, 'aria-expanded', 'false');
  shown = null;
  box.hidden = true;
}

// place puts the box below what it explains, or above where there is more room.
function place() {
  if (!shown) return;
  const at = shown.button.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + gap + height + edge <= innerHeight || at.top < innerHeight - at.bottom;
  const top = below ? at.bottom + gap : at.top - gap - height;
  box.style.left = `${Math.max(edge, Math.min(at.left, innerWidth - width - edge))}px`;
  box.style.top = `${Math.max(edge, Math.min(top, innerHeight - height - edge))}px`;
}

addEventListener('scroll', place, { capture: true, passive: true });
addEventListener('resize', place);
addEventListener('keydown', ({ key }) => { if (key === 'Escape') hide(); });
addEventListener('pointerdown', ({ target }) => {
  if (shown && !shown.button.contains(target) && !box.contains(target)) hide();
});
