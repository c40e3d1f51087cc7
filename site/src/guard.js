// Loaded before everything else: it gives way to embed.html inside another site's page, notices
// which part of a page could not be had, and says so where the page's own script does not run
// and cannot.

globalThis.missing = [];

// A server that sends no headers cannot forbid other sites to show a page in a frame, and to
// make it look like a part of theirs.
(() => {
  const foreign = () => {
    try {
      for (let frame = self; frame !== top; frame = frame.parent) void frame.parent.document;
      return false;
    } catch {
      return true;
    }
  };
  if (document.documentElement.classList.contains('embedded') || !foreign()) return;
  window.stop();
  location.replace(`embed.html${location.hash}`);
})();

(() => {
  const patience = 20000; // ms that the script of the page may take
  let forbidden = '';
  let mistake = '';

  addEventListener('securitypolicyviolation', ({ effectiveDirective }) => { forbidden = effectiveDirective; });
  addEventListener('error', ({ target, message }) => {
    const url = target?.src ?? target?.href;
    if (typeof url === 'string') globalThis.missing.push(url.slice(url.lastIndexOf('/') + 1));
    else mistake ||= message ?? '';
  }, true);

  const why = () => {
    if (forbidden) return `A security policy of this server or browser forbids a part of it (${forbidden}).`;
    if (globalThis.missing.length > 0 && self.origin === 'null') return 'The server does not let a sandboxed frame have its files: it has to send Access-Control-Allow-Origin: *.';
    if (globalThis.missing.length > 0) return `The file ${globalThis.missing[0]} could not be loaded: the connection failed, or the server no longer has it.`;
    return mistake ? `This browser does not understand a part of it: ${mistake}.` : 'A part of it could not be loaded.';
  };

  function say(text) {
    if (globalThis.resonetics || !document.getElementById('overlay')) return;
    document.documentElement.classList.add('stopped');
    document.getElementById('headline').textContent = 'The playground cannot run.';
    document.getElementById('overlay-text').textContent = text;
    document.getElementById('progress').hidden = true;
    const button = document.createElement('button');
    button.className = 'primary';
    button.textContent = 'Reload the page';
    button.addEventListener('click', () => location.reload());
    document.getElementById('overlay-buttons').replaceChildren(button);
  }

  const timer = setTimeout(() => say('The script of the playground has not come for 20 seconds. It may still come, or the connection is gone.'), patience);
  // A page in another language than English waits for its messages, as words.js says.
  addEventListener('load', async () => {
    await globalThis.messages;
    setTimeout(() => {
      clearTimeout(timer);
      say(`The playground could not start. ${why()}`);
    });
  });
})();
