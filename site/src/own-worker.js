// Workers of the page's own scripts, and no others.

const folder = new URL('./', import.meta.url).href;

const offline = new URL('./offline-worker.js', import.meta.url).href;

// The security policy of the page lets an address become a script here only.
const rules = {
  createScriptURL(url) {
    if (!url.startsWith(folder) && url !== offline) throw new TypeError(`${url} is no script of this page`);
    return self.origin === 'null' ? relayed(url) : url;
  },
};
const trusted = globalThis.trustedTypes?.createPolicy('resonetics', rules) ?? rules;

// relayed is a script of this page that loads another. In a sandbox, where a page has no
// origin, all that lies on the server is foreign to it, and no worker begins with that.
function relayed(url) {
  const script = `const early = [];
const keep = ({ data }) => early.push(data);
addEventListener('message', keep);
import(${JSON.stringify(url)}).then(() => {
  removeEventListener('message', keep);
  for (const data of early) dispatchEvent(new MessageEvent('message', { data }));
}, (error) => setTimeout(() => { throw error; }));`;
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}

// ownWorker runs a script of the page, a URL below its folder, in a worker. Chromium runs no
// module that a sandbox has made.
export const ownWorker = ({ href }, name) => new Worker(trusted.createScriptURL(href), { type: self.origin === 'null' ? 'classic' : 'module', name });

// ownOffline lets the script that keeps the page for a time without network do so. The
// browser asks the server for a newer one, whatever it has kept itself.
export const ownOffline = (serviceWorker) => serviceWorker.register(trusted.createScriptURL(offline), { updateViaCache: 'none' });
