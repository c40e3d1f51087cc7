// What is different for a page that another site shows, told before the other parts are made.

import { element } from '../dom.js';
import { page, parts } from '../page.js';
import { t } from '../words.js';
import { theme } from './address.js';
import { EmbeddedStage } from './stage.js';

page.embedded = true;
page.keeps = mayStore();
parts.Stage = EmbeddedStage;
parts.theme = theme;

// mayStore reports whether the browser lets this page keep anything: in a sandbox it does
// not, and a visitor can forbid it to pages inside others.
function mayStore() {
  try {
    return globalThis.localStorage !== null;
  } catch {
    return false;
  }
}

if (!page.keeps) document.querySelector('.transport').append(element('p', { class: 'unkept' }, t`Nothing is kept here.`));
