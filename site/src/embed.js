// The page as other sites show it: the same parts, with the stage and the chosen controls to
// be seen, and a host that is talked to.

import './embed/prepare.js';
import './main.js';
import { watchChosen } from './embed/controls.js';
import { watchHost } from './embed/host.js';

watchChosen();
watchHost();
