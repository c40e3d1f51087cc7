// Workers of the page's own scripts, and no others.

const folder = new URL('./', import.meta.url).href;

// The security policy of the page lets an address become a script here only.
const trusted = globalThis.trustedTypes?.createPolicy('resonetics', {
  createScriptURL(url) {
    if (!url.startsWith(folder)) throw new TypeError(`${url} is no script of this page`);
    return url;
  },
});

// ownWorker runs a script of the page, a URL below its folder, in a worker.
export const ownWorker = ({ href }, name) => new Worker(trusted ? trusted.createScriptURL(href) : href, { type: 'module', name });
