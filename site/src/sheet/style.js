// The style of what a teacher sets up, loaded with the first part of it.

import { element } from '../dom.js';

document.head.append(element('link', { rel: 'stylesheet', href: new URL('./sheet.css', import.meta.url).href }));
