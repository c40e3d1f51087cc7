// The list of the labs at the top of the page, and what opens another one in place.

import { hash, lessonOf } from './address.js';
import { lookBack } from './autosave.js';
import { labs } from './catalog.js';
import { byId, element, put, write } from './dom.js';
import { dismiss } from './notices.js';
import { enter, entrance, furnishes, lab, labOf, parts } from './page.js';
import { openShared } from './run.js';
import { arrive } from './whatif.js';
import { t } from './words.js';

const links = new Map([entrance, ...labs.filter((one) => one !== entrance)].map((one) => [one, element('a', { href: `#lab=${one.key}`, click: stay }, one.label)]));

// The lab one is in is left alone, unless it is asked for in another tab.
function stay(event) {
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!elsewhere && event.currentTarget === links.get(lab)) event.preventDefault();
}

// mark shows which lab the page is in, and closes what belongs to the one before.
function mark() {
  document.title = t`${lab.label}: Resonetics Playground`;
  for (const [one, link] of links) {
    if (one === lab) put(link, 'aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  for (const box of document.querySelectorAll('dialog[open]')) box.close();
  for (const kind of ['fault', 'what-if']) dismiss(kind);
}

// follow opens what the address says now. Without a program that computes, it is opened as soon
// as there is one.
async function follow() {
  const link = hash() || (labOf('') === lab ? '' : `lab=${entrance.key}`);
  if (!link) return;
  if (lessonOf(link) && parts.client.ready) return void parts.lessons.arrive();
  if (parts.client.ready) await openShared(link);
  else enter(labOf(link));
  if (parts.client.ready) arrive(link);
}

// arrived says where one is, and offers what earlier visits have left there; at the first
// visit and after a failure main.js does, once there is a program that computes.
function arrived() {
  if (!parts.client.ready) return;
  write(byId('news'), t`${lab.label}. ${lab.question}`);
  lookBack(false);
}

export function watchLabs() {
  byId('labs').replaceChildren(...links.values());
  furnishes(mark);
  furnishes(arrived);
  addEventListener('hashchange', follow);
}
