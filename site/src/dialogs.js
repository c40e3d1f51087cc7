// The boxes that open over the page: sharing and help.

import { byId, element, keyName, number, write } from './dom.js';
import { presentKey } from './keys.js';
import { longest } from './links.js';
import { inTime } from './waiting.js';
import { choices, language, t } from './words.js';

for (const button of document.querySelectorAll('dialog [data-close]')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}

// copy puts text on the clipboard and says whether that was allowed.
export async function copy(text) {
  try {
    await inTime(navigator.clipboard.writeText(text), t`the clipboard`);
    return true;
  } catch {
    return false;
  }
}

// share shows a link, copies it where that is allowed, and lets it be copied by
// hand where it is not. adopted says that the run holds a mind from a file, long that
// many programs would cut the link off: it is copied on request only, and a file, or the link
// of the settings, is offered in its place. program says that the visitor's own acts in it.
export async function share(link, { step, adopted, long, settings, program }) {
  const words = repeats(adopted);
  byId('share-settings').onclick = () => offer(settings, t`It starts a run with these settings, without what was done to this one.`);
  show(t`Share this run, up to step ${step}`, { long, program });
  if (!long) return offer(link, words);
  write(byId('share-status'), t`This link has ${number(link.length)} characters, and many programs cut a link off after ${number(longest)}. Better send the run as a file, which goes on exactly here, or a short link of its settings.`);
  return present(link, words);
}

// shareSettings shows a link where there is no run that it could repeat, as idle says.
export function shareSettings(link, idle) {
  show(t`Share these settings`, { long: false, program: false });
  return offer(link, t`${idle} It starts a run with these settings, and repeats nothing.`);
}

function show(title, { long, program }) {
  write(byId('share-title'), title);
  write(byId('share-status'), '');
  byId('share-copy').classList.toggle('primary', !long);
  for (const id of ['share-file', 'share-settings']) byId(id).hidden = !long;
  byId('share-program').hidden = !program;
  byId('share-box').showModal();
}

// present puts a link into the field, words of what it does beside it once it is copied.
function present(link, words) {
  byId('share-link').value = link;
  byId('share-copy').onclick = () => offer(link, words);
}

// offer copies a link too, where that is allowed.
async function offer(link, words) {
  present(link, words);
  const done = await copy(link);
  write(byId('share-status'), `${done
    ? t`The link is on your clipboard.`
    : t`The browser did not allow copying. Select the link below and copy it by hand.`} ${words}`);
  byId('share-link').focus();
  byId('share-link').select();
}

const repeats = (adopted) => (adopted
  ? t`It repeats this run without the mind that was loaded from a file; save the run as a file to keep that.`
  : t`It repeats this run exactly, every change included, and says so when it has come to this step.`);

// help explains the lab: what is seen, and the keys of the stage. announce is
// told whether events should be read out, speak the language that is chosen.
export function help(lab, about, announce, speak) {
  const keys = lab.keys.map((key) => element('div', {},
    element('dt', {}, element('kbd', {}, keyName(key.key))), element('dd', {}, key.label)));
  byId('help-text').replaceChildren(
    element('p', {}, lab.question),
    element('p', {}, lab.legend),
    element('h3', {}, t`Keys on the stage`),
    element('p', {}, t`Click the stage, or move to it with Tab.${lab.actions.length > 0 ? ` ${t`A key that acts makes you the policy.`}` : ''}`),
    element('dl', { class: 'keys' }, ...keys),
    element('p', {}, element('kbd', {}, keyName(presentKey)), ` ${t`shows the stage and the headline alone in large type, for the back of a room; Escape ends it.`}`),
    element('label', { class: 'switch' },
      element('input', {
        type: 'checkbox', role: 'switch', id: 'announce', change: (event) => announce(event.target.checked),
        ...(byId('news').getAttribute('aria-live') === 'polite' ? { checked: true } : {}),
      }),
      ` ${t`Read out what has happened (for screen readers)`}`),
    element('label', { class: 'language' }, t`Language`, ' ',
      element('select', { id: 'language', change: (event) => speak(event.target.value) },
        ...choices.map(({ key, name }) => element('option', { value: key, lang: key, selected: key === language }, name)))),
    element('h3', {}, t`About`),
    element('p', {}, about),
  );
  byId('help-box').showModal();
}
