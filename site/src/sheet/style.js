// The style of what a teacher sets up, loaded with the first part of it.

import { dress } from '../dom.js';

dress(new URL('./sheet.css', import.meta.url));
