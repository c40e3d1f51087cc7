// What goes wrong in a page of the fault simulator, on command: it runs in every document
// before the page's own scripts, and is told through globalThis.chaos what comes next.

if (parent === globalThis) {
  const wait = globalThis.setTimeout.bind(globalThis);
  const repeat = globalThis.setInterval.bind(globalThis);
  const told = JSON.parse(globalThis.name || '{}'); // lasts as long as the tab
  const due = []; // faults of messages: {way, snapshot, how, ms}
  let worker = null; // of the simulation
  let dumb = false; // something that was sent does not come, ever

  // --- messages ---------------------------------------------------------------

  // pass sends what is no snapshot, or a snapshot, as the next fault of its kind wants it.
  function pass(way, kind, message, send) {
    const next = due.findIndex((one) => one.way === way && one.snapshot === (kind === 'snapshot'));
    if (next < 0) return send(message);
    const [{ how, ms }] = due.splice(next, 1);
    const again = how === 'repeated' ? structuredClone(message) : null; // what is sent is gone
    if (how === 'lost') dumb = true;
    if (how === 'late') wait(() => send(message), ms);
    if (how !== 'repeated') return;
    send(message);
    wait(() => send(again), ms);
  }

  globalThis.Worker = class extends Worker {
    constructor(url, options) {
      super(url, options);
      this.simulates = ['worker', 'language'].includes(options.name);
      if (!this.simulates) return;
      worker = this;
      dumb = false;
    }

    postMessage(message, transfer) {
      if (!this.simulates) return super.postMessage(message, transfer);
      pass('to', message.kind, message, (one) => super.postMessage(one, one === message ? transfer : []));
    }

    set onmessage(hear) {
      super.onmessage = this.simulates ? ({ data }) => pass('from', data.kind, data, (one) => hear({ data: one })) : hear;
    }
  };

  // --- time -------------------------------------------------------------------

  // Where nothing will come, a wait of some seconds is over soon.
  const hurried = () => dumb || told.storage === 'hangs';
  const beat = 50; // ms
  globalThis.setTimeout = (f, ms, ...rest) => {
    if (!(ms >= 2000 && ms < 30_000)) return wait(f, ms, ...rest);
    let left = ms;
    const timer = repeat(() => {
      left -= hurried() ? 20 * beat : beat;
      if (left > 0) return;
      clearInterval(timer);
      f(...rest);
    }, beat);
    return timer;
  };
  const request = globalThis.requestAnimationFrame.bind(globalThis);
  let ahead = 0; // ms by which frames are
  globalThis.requestAnimationFrame = (f) => request((now) => {
    if (hurried()) ahead += 100;
    f(now + ahead);
  });

  // --- storage ----------------------------------------------------------------

  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...rest) {
    if (told.storage === 'hangs') return {};
    if (told.storage === 'refuses') throw new DOMException('storage is off', 'SecurityError');
    return open.apply(this, rest);
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...rest) {
    if (told.storage === 'is full') throw new DOMException('no room', 'QuotaExceededError');
    return put.apply(this, rest);
  };

  // --- what is told and asked ----------------------------------------------------

  const said = []; // every sentence that the page has shown
  addEventListener('DOMContentLoaded', () => {
    for (const id of ['notices', 'overlay', 'kept']) {
      const place = document.getElementById(id);
      if (place) new MutationObserver(() => place.innerText !== said.at(-1) && said.push(place.innerText)).observe(place, { childList: true, characterData: true, subtree: true });
    }
  });
  const seen = (place) => (place?.checkVisibility() ? place.innerText : '');
  const soon = (promise) => Promise.race([promise, new Promise((resolve) => { wait(resolve, 3000, null); })]);

  globalThis.chaos = {
    said,
    fail(one) { due.push(one); },
    storage(state) {
      told.storage = state;
      globalThis.name = JSON.stringify(told);
    },
    end() {
      dumb = true;
      worker.terminate();
    },
    err() { worker.onerror(new ErrorEvent('error', { message: 'killed by the simulator' })); },
    loseGraphics() {
      const canvas = document.getElementById('stage').contentDocument?.querySelector('canvas');
      canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    },
    // state is what the visitor sees.
    state() {
      const { resonetics } = globalThis;
      return {
        step: resonetics?.step ?? 0, ready: resonetics?.client.ready ?? false, jumping: resonetics?.state?.jumping ?? false,
        playing: document.getElementById('play')?.getAttribute('aria-label') === 'Pause',
        headline: seen(document.getElementById('headline')), notices: seen(document.getElementById('notices')),
        cover: seen(document.getElementById('overlay')), kept: document.getElementById('kept')?.innerText ?? '',
        buttons: [...document.querySelectorAll('#notices button, #overlay-buttons button')].filter(seen).map(seen),
      };
    },
    // run is the link and the digest of the present moment; null where no answer comes.
    async run() {
      const { client } = resonetics;
      const answers = await soon(Promise.all([client.link(), client.digest(), client.link()]));
      return answers && answers[0] === answers[2] ? answers.slice(0, 2) : null;
    },
  };
}
