// The stage's document: loads the drawing program, passes on what it has to say
// and the keys that are pressed, and keeps Tab and the browser's shortcuts from
// being swallowed by it.

import { lastWords } from './console.js';
import './wasm_exec.js';
import { labs } from './catalog.js';
import { compile } from './download.js';
import { keyOf, presentKey } from './keys.js';
import { programs } from './programs.js';

// The page compares the program with its own version's. Failures are kept too: it may not
// have been listening yet.
globalThis.drawing = programs.view?.url ?? '';
globalThis.failures = [];

// A sandboxed frame has no origin that could be named; then its parent has none either.
const toParent = self.origin === 'null' ? '*' : self.origin;

// tell sends the page a message.
export function tell(kind, fields) {
  const message = { from: 'stage', kind, ...fields };
  if (kind === 'failed' || fields.name === 'nowebgl') globalThis.failures.push(message);
  parent.postMessage(message, toParent);
}

globalThis.resoneticsEvent = (name, ...args) => tell('event', { name, args });

// --- keys -------------------------------------------------------------------

const known = new Set([...labs.flatMap((lab) => lab.keys.map((key) => key.key)), presentKey, 'Escape']);

function onKey(event) {
  // The drawing program takes every key it sees and calls preventDefault.
  event.stopImmediatePropagation();
  const key = keyOf(event);
  if (!known.has(key)) return;
  event.preventDefault();
  if (event.type === 'keydown') tell('key', { key, repeat: event.repeat });
}
addEventListener('keydown', onKey, true);
addEventListener('keyup', onKey, true);

// --- scrolling --------------------------------------------------------------

// The drawing program would keep the page from scrolling wherever it lies under a wheel or
// a finger. Where the page says that a finger draws, it may.
const draws = () => (frameElement ?? document.documentElement).dataset.strokes !== undefined;

addEventListener('wheel', (event) => event.stopImmediatePropagation(), { capture: true, passive: true });
for (const kind of ['touchstart', 'touchmove']) {
  addEventListener(kind, (event) => { if (!draws()) event.preventDefault = () => {}; }, { capture: true, passive: true });
}
// When the page begins to scroll, the program is told that the finger has gone.
addEventListener('touchcancel', ({ target }) => target.dispatchEvent(new TouchEvent('touchend', { cancelable: true })), true);

// --- files dropped on the stage --------------------------------------------

addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) tell('event', { name: 'file', args: [file] });
});

// --- the canvas -------------------------------------------------------------

// The program makes its own canvas; it becomes an image that the text describes.
function describe(canvas) {
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', frameElement?.dataset.name ?? 'Stage'); // in the page's language
  canvas.setAttribute('aria-describedby', 'text');
  canvas.setAttribute('tabindex', '0');
  // The program gives it the focus at every tap: the page must not scroll away under a
  // finger that is about to tap again.
  const focus = canvas.focus.bind(canvas);
  canvas.focus = () => focus({ preventScroll: true });
}
new MutationObserver(() => document.querySelectorAll('canvas:not([role])').forEach(describe))
  .observe(document.documentElement, { childList: true, subtree: true });

// The program asks for the pixel ratio once: after a zoom, or on another screen, it
// begins again, when the zooming is over. Not every browser tells a frame of it.
const settled = 300; // ms
const ratio = devicePixelRatio;
let before = ratio;
setInterval(() => {
  if (devicePixelRatio !== ratio && devicePixelRatio === before) tell('event', { name: 'ratio', args: [] });
  before = devicePixelRatio;
}, settled);

// --- the program ------------------------------------------------------------

function drawsHere() {
  const context = document.createElement('canvas').getContext('webgl2');
  if (context === null) return false;
  globalThis.software = /swiftshader|llvmpipe|softpipe|software|basic render/i.test(rendererOf(context));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return true;
}

// rendererOf returns what draws: Chromium tells it only on request, Firefox without.
function rendererOf(context) {
  const name = context.getParameter(context.RENDERER);
  const info = name === 'WebKit WebGL' && context.getExtension('WEBGL_debug_renderer_info');
  return info ? context.getParameter(info.UNMASKED_RENDERER_WEBGL) : name;
}

// The browser may take a second over its first WebGL context, while the program
// is on its way.
async function start() {
  const compiled = programs.view && compile('view', (done, total) => tell('progress', { done, total }));
  if (!drawsHere()) {
    compiled?.catch(() => {}); // nothing waits for it any more
    tell('event', { name: 'nowebgl', args: [] });
    return;
  }
  if (!compiled) return standIn();
  const go = new Go();
  const instance = await WebAssembly.instantiate(await compiled, go.importObject);
  await go.run(instance);
  throw new Error(lastWords() || 'the drawing program ended');
}

// standIn draws a plain picture where the site was built without the program.
function standIn() {
  const canvas = document.body.appendChild(document.createElement('canvas'));
  const pen = canvas.getContext('2d');
  let frames = 0;
  globalThis.resonetics = {
    frame(bytes) {
      frames++;
      pen.fillStyle = `hsl(${frames % 360} 60% 40%)`;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      return bytes.length > 0 ? '' : 'an empty snapshot';
    },
    set: () => '',
    stats: () => ({ frames, drawn: frames, goMsP50: 0, goMsP99: 0 }),
  };
  globalThis.resoneticsEvent('ready');
}

start().catch((error) => tell('failed', { message: error.message, file: error.file ?? '' }));
