// The code that shows a run on another site.

const attribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

// addressOf returns the address of an embedded page that runs a link. controls are keys; an
// empty theme is that of the visitor's system, and an empty host is found by the browser.
export function addressOf({ link, controls, theme, host = '' }) {
  const asked = [`controls=${controls.join(',')}`, ...(theme ? [`theme=${theme}`] : []), ...(host ? [`host=${encodeURIComponent(host)}`] : [])];
  return `${new URL('embed.html', location.href.split(/[?#]/)[0]).href}?${asked.join('&')}#${link}`;
}

// attributesOf returns the attributes of its frame. keeps lets it keep runs in the visitor's
// browser, which a sandbox without an origin does not.
export const attributesOf = ({ address, title, keeps }) => ({
  src: address, title, sandbox: keeps ? 'allow-scripts allow-same-origin' : 'allow-scripts', allow: 'fullscreen',
});

// snippet writes the frame as one puts it into a page.
export function snippet({ width, height, ...frame }) {
  const all = { ...attributesOf(frame), width, height, style: 'border: 0', loading: 'lazy' };
  return `<iframe ${Object.entries(all).map(([name, value]) => `${name}="${attribute(value)}"`).join(' ')}></iframe>`;
}
