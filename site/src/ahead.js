// What is opened seldom is loaded when it is first asked for, or, before that, when the page has
// been running for a while: then it opens at once.

const rest = 3000; // ms

const parts = [
  () => import('./lessons/panel.js'),
  () => import('./series.js'),
  () => import('./policy/panel.js'),
  () => import('./luck/panel.js'),
  () => import('./sheet/form.js'),
  () => import('./embed/dialog.js'),
];

// readAhead loads one part after the other. What fails is asked for again when it is opened,
// and told then.
export function readAhead() {
  if (navigator.connection?.saveData) return;
  setTimeout(async () => {
    for (const load of parts) await load().catch(() => {});
  }, rest);
}
