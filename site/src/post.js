// Carries messages to one worker and its answers back.

import { Order } from './order.js';
import { ownWorker } from './own-worker.js';
import { t } from './words.js';

let forbidden = ''; // what a security policy has refused last
addEventListener('securitypolicyviolation', ({ effectiveDirective }) => { forbidden = effectiveDirective; });

const scriptless = () => (forbidden ? t`a security policy of this server or browser forbids its script (${forbidden})`
  : t`its script worker.js could not be loaded`);

export class Post {
  // name says which program the worker runs; hear(message) gets what is no answer, and
  // lost(message) that its script could not be loaded.
  constructor(name, hear, lost) {
    this.name = name;
    this.open = new Map(); // by number: {message, resolve} of what has not been answered
    this.next = 0; // of a question
    this.sent = 0; // messages
    try {
      this.worker = ownWorker(new URL('./worker.js', import.meta.url), name);
    } catch (error) {
      this.worker = null;
      queueMicrotask(() => lost(error.message)); // a security policy forbids it
      return;
    }
    const order = new Order((message) => (message.kind === 'answer' ? this.#answered(message) : hear(message)));
    this.worker.onmessage = ({ data }) => order.take(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      lost(event.message || scriptless());
    };
  }

  #answered(answer) {
    this.open.get(answer.id)?.resolve(answer);
    this.open.delete(answer.id);
  }

  tell(message, transfer = []) { this.worker?.postMessage({ ...message, number: this.sent++ }, transfer); }

  // ask resolves to the answer.
  ask(message, transfer) {
    return new Promise((resolve) => { this.again({ message, resolve }, transfer); });
  }

  // again asks what another worker has been asked.
  again({ message, resolve }, transfer) {
    const id = this.next++;
    this.open.set(id, { message, resolve });
    this.tell({ ...message, id }, transfer);
  }

  // close ends the worker; what it has not answered is answered with an error, unless it
  // was taken away.
  close() {
    this.worker?.terminate();
    this.worker = null;
    for (const { resolve } of this.taken()) resolve({ error: t`the simulation has stopped`, text: '' });
  }

  // taken returns what has not been answered, for another worker.
  taken() {
    const all = [...this.open.values()];
    this.open.clear();
    return all;
  }
}
