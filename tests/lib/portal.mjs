// What stands in the way of a server, in its place: it answers everybody and means nothing by it.

import { createServer } from "node:http";

const WELCOME = "<html><h1>Welcome to the hotel</h1></html>";
const html = { "content-type": "text/html" };

/** Ways of answering: status, headers, body, and by which words the page must explain its waiting. */
export const PORTALS = {
  "says yes to everything": { status: 200, headers: html, body: WELCOME, reason: "ui.not_ours" },
  "sends everybody elsewhere": { status: 302, headers: { location: "/welcome" }, body: "", reason: "ui.outbox.no_answer" },
  "wants a sign-in": { status: 511, headers: html, body: WELCOME, reason: "ui.not_ours" },
  "answers with nothing": { status: 200, headers: {}, body: "", reason: "ui.not_ours" },
  "finds a file too large": { status: 413, headers: html, body: WELCOME, reason: "ui.not_ours" },
};

/**
 * Listens in place of a server that was halted.
 * @param {number} port of the server
 * @param {object} answer one of `PORTALS`, or one like them
 */
export async function startPortal(port, { status, headers, body }) {
  const asked = [];
  const portal = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().on("end", () => response.writeHead(status, headers).end(body));
  });
  await new Promise((ready, fail) => portal.once("error", fail).listen(port, "127.0.0.1", ready));
  return {
    /** Method and path of everything that was asked. */
    asked,
    async stop() {
      portal.closeAllConnections();
      await new Promise((done) => portal.close(done));
    },
  };
}
