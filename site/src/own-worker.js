// Workers of the page's own scripts, and no others.

const folder = new URL('./', import.meta.url).href;

const offline = new URL('./offline-worker.js', import.meta.url).href;

// The security policy of the page lets an address become a script here only.
const trusted = globalThis.trustedTypes?.createPolicy('resonetics', {
  createScriptURL(url) {
    if (!url.startsWith(folder) && url !== offline) throw new TypeError(`${url} is no script of this page`);
    return url;
  },
});

// ownWorker runs a script of the page, a URL below its folder, in a worker.
export const ownWorker = ({ href }, name) => new Worker(scriptAt(href), { type: 'module', name });

// ownOffline lets the script that keeps the page for a time without network do so. The
// browser asks the server for a newer one, whatever it has kept itself.
export const ownOffline = (serviceWorker) => serviceWorker.register(scriptAt(offline), { updateViaCache: 'none' });

const scriptAt = (href) => (trusted ? trusted.createScriptURL(href) : href);
