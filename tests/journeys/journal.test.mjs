// A long session: the journal of a draft is folded again and again, also where the part that folds could not be fetched.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CUT } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
/** What the browser itself says of requests that were cut, and without service workers. */
const expected = [...CUT, /^404 .*favicon/, /reading 'waiting'/, /Failed to fetch/];
/** As in `shared::journal`, and how many entries more there may be while folding is tried again. */
const LIMIT = 200;
const MORE = 30;
let schema;

async function prepare() {
  schema = await formSchema(here.server.url);
}

/** Runs in the page: makes the journal so long, by changes of one answer, or only counts its entries. */
async function journal(page, id, length) {
  return page.evaluate(
    async ({ id, length }) => {
      const wait = (request) => new Promise((done, fail) => Object.assign(request, { onsuccess: () => done(request.result), onerror: fail }));
      const database = await wait(indexedDB.open("insignia"));
      const transaction = database.transaction(["journal", "drafts"], "readwrite");
      const store = transaction.objectStore("journal");
      const keys = await wait(store.getAllKeys());
      const last = Math.max(JSON.parse(await wait(transaction.objectStore("drafts").get(id))).seq, ...keys.map(([, seq]) => seq));
      for (let seq = last + 1; keys.length + seq - last <= (length ?? 0); seq += 1) {
        const change = { path: "school_website", answer: `https://www.example.org/${seq}` };
        store.put(JSON.stringify({ seq, at: Date.now(), by: "k3f9x2ab", what: { change } }), [id, seq]);
      }
      await new Promise((done) => (transaction.oncomplete = done));
      database.close();
      return keys.length;
    },
    { id, length },
  );
}

/** A draft in which so much was typed before. */
async function begun(length) {
  // Without a service worker, which would have the part already.
  const form = new FormPages(await here.open({ expected, serviceWorkers: "block" }), schema);
  const id = await form.begin();
  await form.page.goto(`${here.server.url}/health`);
  await journal(form.page, id, length);
  return { form, id };
}

/** Types and waits until it is saved, as often as is said. */
async function type(form, times) {
  for (let time = 0; time < times; time += 1) {
    await form.textbox("school_town").fill(`Zarautz ${time}`);
    await form.textbox("school_name").fill(`Eskola ${time}`);
    await form.saved();
  }
}

test("a journal that grows past its bound while somebody types is folded", async () => {
  const { form, id } = await begun(LIMIT - 3);
  await form.page.goto(`${here.server.url}/draft/${id}/school`);
  await form.textbox("school_town").waitFor();
  assert.ok((await journal(form.page, id)) >= LIMIT - 3, "not before it is too long");
  await type(form, 3);
  await eventually(async () => assert.ok((await journal(form.page, id)) < 10));
  await form.page.reload();
  await form.textbox("school_town").waitFor();
  assert.equal(await form.textbox("school_town").inputValue(), "Zarautz 2");
  assert.match(await form.textbox("school_website").inputValue(), /example\.org\/\d+$/);
});

test("where the part that folds cannot be fetched, it is tried again soon and not after as many entries more", async () => {
  const { form, id } = await begun(LIMIT - 3);
  const context = form.page.context();
  let cut = 0;
  await context.route(/history[^/]*\.(wasm|js)/, (route) => ((cut += 1), route.abort()));
  await form.page.goto(`${here.server.url}/draft/${id}/school`);
  await form.textbox("school_town").waitFor();
  await type(form, 3);
  await eventually(() => assert.ok(cut > 0, "it was asked for"));
  assert.ok((await journal(form.page, id)) > LIMIT);
  await context.unroute(/history[^/]*\.(wasm|js)/);
  await type(form, MORE / 2);
  await eventually(async () => assert.ok((await journal(form.page, id)) < MORE, "it is folded once the part is here"));
});
