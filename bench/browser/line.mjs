// A slow line in front of a server, shared by everything that the browser does. What Chromium's tools slow down is one page:
// a service worker would fetch at full speed beside it and hand the page what it wants.

import { connect, createServer } from "node:net";

/** What Chromium's tools called "Fast 3G", but for the way up, which carries next to nothing here. */
export const FAST_3G = { bitsPerSecond: 1_600_000, roundTrip: 150 };

const PACKET = 1_460;
const TICK = 2;

/**
 * @param {string} target address of the server
 * @returns {Promise<{ url: string, forget: Function, until: (moment: number) => number, stop: Function }>} `until`: bytes
 *   that had come down by a moment in milliseconds since 1970, with their headers, since `forget`
 */
export async function slowLine(target, { bitsPerSecond, roundTrip } = FAST_3G) {
  const perMillisecond = bitsPerSecond / 8 / 1_000;
  const waiting = new Map();
  const arrived = [];
  const sockets = new Set();
  let budget = 0;
  let last = performance.now();

  // Connections take turns, packet by packet. An idle line saves nothing up.
  const pump = setInterval(() => {
    const now = performance.now();
    budget = waiting.size ? budget + (now - last) * perMillisecond : 0;
    last = now;
    while (budget > 0 && waiting.size) {
      for (const [browser, chunks] of waiting) {
        const packet = chunks[0].subarray(0, PACKET);
        if (packet.length < chunks[0].length) chunks[0] = chunks[0].subarray(PACKET);
        else if (chunks.length > 1) chunks.shift();
        else waiting.delete(browser);
        budget -= packet.length;
        setTimeout(() => {
          arrived.push([Date.now(), packet.length]);
          if (browser.writable) browser.write(packet);
        }, roundTrip / 2);
        if (budget <= 0) break;
      }
    }
  }, TICK);

  const listener = createServer((browser) => {
    const server = connect(Number(new URL(target).port), "127.0.0.1");
    // The first request comes after the handshake, which is one way there and back.
    const opened = performance.now() + roundTrip;
    let before = Promise.resolve();
    browser.on("data", (bytes) => {
      const due = Math.max(performance.now(), opened) + roundTrip / 2;
      before = before.then(() => new Promise((next) => setTimeout(next, due - performance.now()))).then(() => server.writable && server.write(bytes));
    });
    server.on("data", (bytes) => (waiting.has(browser) ? waiting.get(browser).push(bytes) : waiting.set(browser, [bytes])));
    for (const [socket, other] of [[browser, server], [server, browser]]) {
      sockets.add(socket.setNoDelay(true));
      socket.on("error", () => other.destroy());
      socket.on("close", () => (sockets.delete(socket), socket === browser && other.destroy()));
    }
  });
  await new Promise((listening) => listener.listen(0, "127.0.0.1", listening));
  return {
    url: `http://localhost:${listener.address().port}`,
    forget: () => arrived.splice(0),
    until: (moment) => arrived.reduce((sum, [at, bytes]) => (at <= moment ? sum + bytes : sum), 0),
    async stop() {
      clearInterval(pump);
      sockets.forEach((socket) => socket.destroy());
      await new Promise((stopped) => listener.close(stopped));
    },
  };
}
