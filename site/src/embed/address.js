// What the address of an embedded page says beside its link: embed.html?controls=…&theme=…&host=…#link.

const asked = new URLSearchParams(location.search);

export const theme = ['dark', 'light'].find((one) => one === asked.get('theme')) ?? null;

// controls are the keys of those to be shown, null where the address leaves that open.
export const controls = asked.get('controls')?.split(',').filter(Boolean) ?? null;

// originOf returns an origin as browsers write it; empty for what is none.
function originOf(text) {
  try {
    const { origin } = new URL(text);
    return origin === 'null' ? '' : origin;
  } catch {
    return '';
  }
}

// host is the origin of the page around this one, empty where it is not known: then nothing is
// said and nothing is heard.
export const host = parent === self ? '' : originOf(asked.get('host') ?? location.ancestorOrigins?.[0] ?? document.referrer);
