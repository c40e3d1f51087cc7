// Page and worker number the messages to each other. What is taken twice would be done twice,
// and what is taken out of turn is another run.

// Order passes on numbered messages, each once and in the order in which they were sent. One
// that is ahead of others waits for them: where one never comes, nothing does any more, and
// who waits for an answer says so.
export class Order {
  constructor(hear) {
    this.hear = hear;
    this.next = 0;
    this.ahead = new Map(); // by number
  }

  take(message) {
    if (message.number < this.next) return; // it has come before
    this.ahead.set(message.number, message);
    while (this.ahead.has(this.next)) {
      const due = this.ahead.get(this.next);
      this.ahead.delete(this.next++);
      this.hear(due);
    }
  }
}
