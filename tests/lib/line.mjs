// The line between a browser and a server: it can be slow, break at a chosen byte, and stay broken.

import { connect, createServer } from "node:net";

export class Line {
  #listener;
  #target;
  #ends = new Set();
  #broken = false;
  #watch;
  /** Milliseconds that everything takes on its way, in either direction. */
  delay = 0;
  /** Bytes that go towards the server in a second. */
  rate = Infinity;

  /**
   * @param {number} port on which browsers find it
   * @param {number} target port of the server
   */
  static async start(port, target) {
    const line = new Line();
    line.#target = target;
    line.port = port;
    line.#listener = createServer((browser) => line.#join(browser));
    await new Promise((ready, fail) => line.#listener.once("error", fail).listen(port, "127.0.0.1", ready));
    return line;
  }

  /** Calls `then` once that many bytes have come from the server from now on; nothing of them is held back. */
  after(bytes, then) {
    this.#watch = { left: bytes, then };
  }

  /** Ends every connection and answers no new one, until `mend`. What was on its way is lost. */
  cut() {
    this.#broken = true;
    this.#watch = undefined;
    for (const end of this.#ends) end.destroy();
  }

  mend() {
    this.#broken = false;
  }

  async stop() {
    this.cut();
    await new Promise((done) => this.#listener.close(done));
  }

  #join(browser) {
    if (this.#broken) return browser.destroy();
    const server = connect(this.#target, "127.0.0.1");
    this.#carry(browser, server, (chunk) => (chunk.length / this.rate) * 1_000);
    this.#carry(server, browser, (chunk) => this.#count(chunk));
  }

  #count(chunk) {
    const watch = this.#watch;
    if (watch && (watch.left -= chunk.length) <= 0) {
      this.#watch = undefined;
      watch.then();
    }
    return 0;
  }

  #carry(from, to, takes) {
    let due = 0;
    let before = Promise.resolve();
    const later = (time, what) => {
      due = Math.max(due, time);
      const rest = due - Date.now();
      const then = rest > 0 ? new Promise((next) => setTimeout(next, rest)) : undefined;
      before = before.then(() => then).then(what);
    };
    this.#ends.add(from);
    from.setNoDelay(true);
    from.on("data", (chunk) => {
      const ready = Math.max(Date.now(), due - this.delay) + takes(chunk);
      later(ready + this.delay, () => to.writable && to.write(chunk));
    });
    from.on("end", () => later(Date.now(), () => to.end()));
    // One end that breaks takes the other with it, and all that was on its way.
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#ends.delete(from);
      if (from.errored || this.#broken) to.destroy();
    });
  }
}
