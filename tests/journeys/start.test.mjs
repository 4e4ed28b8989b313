// The first start of the server: what it prints, and what a second start leaves alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "../lib/server.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const signIn = ({ email, password }) =>
  fetch(`${server.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ email, password }),
  });

test("it prints its address, its data folder and a password that works", async () => {
  assert.ok(server.output.includes(`http://localhost:${server.port}`), server.output);
  assert.ok(server.output.includes(server.data), server.output);
  const answer = await signIn(server.administrator);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("set-cookie"), /^__Host-insignia=.*HttpOnly/);
});

test("a call is open without any set-up", async () => {
  const { now, calls } = await (await fetch(`${server.url}/api/calls`)).json();
  assert.ok(calls.some((call) => Date.parse(call.opens_at) <= now * 1000 && now * 1000 < Date.parse(call.closes_at)), JSON.stringify(calls));
});

test("a second start prints no password, and the first one still works", async () => {
  const { administrator } = server;
  await server.halt();
  server.output = "";
  await server.start();
  assert.throws(() => server.administrator);
  assert.equal((await signIn(administrator)).status, 200);
});

test("pages and assets are delivered compressed, for good or for a look each time", async () => {
  const page = await fetch(server.url, { headers: { "accept-encoding": "br" } });
  assert.equal(page.headers.get("content-encoding"), "br");
  assert.match(page.headers.get("cache-control"), /no-cache/);
  const [script] = (await page.text()).match(/\/assets\/boot\.[0-9a-f]{10}\.js/);
  const asset = await fetch(server.url + script, { headers: { "accept-encoding": "gzip" } });
  assert.equal(asset.headers.get("content-encoding"), "gzip");
  assert.match(asset.headers.get("cache-control"), /immutable/);
  assert.equal((await fetch(`${server.url}/assets/boot.0000000000.js`)).status, 404);
});
