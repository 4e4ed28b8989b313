// The browser takes the store away while somebody writes: it is opened again, or said to be gone, and nothing on the page
// is lost.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { journey } from "../lib/journey.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
let schema;

async function prepare() {
  schema = await formSchema(here.server.url);
}

/** A page whose store can be taken away: `window.store.close()`, and `window.store.broken = true` for all to come. */
async function openFragile(options = {}) {
  const page = await here.open({ path: "/form", ...options });
  await page.addInitScript(() => {
    window.store = { broken: false, close: () => {} };
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...how) {
      window.store.close = () => this.close();
      if (window.store.broken) throw new DOMException("closed", "InvalidStateError");
      return transaction.apply(this, how);
    };
  });
  await page.goto(here.server.url);
  return { page, form: new FormPages(page, schema) };
}

const trouble = (form) => form.page.getByRole("alert").filter({ has: form.page.getByRole("heading", { name: exactly(form.t("ui.save.unsaved")) }) });

/** Saves the draft to a file, by the link in the trouble, and gives its bytes. */
async function rescue(form) {
  await trouble(form).getByRole("link", { name: exactly(form.t("ui.save.rescue")) }).click();
  await form.heading(form.t("ui.carry.save")).waitFor();
  const download = form.page.waitForEvent("download");
  await form.button("ui.carry.save_now").click();
  return readFile(await (await download).path());
}

/** What another browser finds in such a file. */
async function opened(bytes) {
  const page = await here.open({ path: "/open" });
  const form = new FormPages(page, schema);
  await form.choose([{ name: "draft.insignia", mimeType: "application/octet-stream", buffer: bytes }], page.getByRole("main"), "ui.files.choose_single");
  await form.button("ui.carry.add").click();
  await form.openSection("school");
  return form;
}

test("a connection that was closed is opened again, and what was typed is saved", async () => {
  const { page, form } = await openFragile();
  await form.begin();
  await form.openSection("school");
  await form.textbox("school_town").fill("Orio");
  await form.saved();
  await page.evaluate(() => window.store.close());
  await form.textbox("school_town").fill("Orio, Gipuzkoa");
  await form.saved();
  await page.reload();
  await form.textbox("school_town").waitFor();
  assert.equal(await form.textbox("school_town").inputValue(), "Orio, Gipuzkoa");
});

test("a store that cannot be opened again is said to be gone, a file is made from memory, and saving goes on by itself", async () => {
  const { page, form } = await openFragile();
  await form.begin();
  await form.openSection("school");
  await form.textbox("school_name").fill("Before");
  await form.saved();
  await page.evaluate(() => (window.store.broken = true));
  await form.textbox("school_name").fill("In memory only");
  await trouble(form).waitFor();
  const bytes = await rescue(form);
  const elsewhere = await opened(bytes);
  assert.equal(await elsewhere.textbox("school_name").inputValue(), "In memory only");
  await page.evaluate(() => (window.store.broken = false));
  await form.saved();
  await page.reload();
  await page.goto(page.url().replace(/save$/, "school"));
  await form.textbox("school_name").waitFor();
  assert.equal(await form.textbox("school_name").inputValue(), "In memory only");
});

test("where the data of the site was deleted, the page says so and what is on it can be saved to a file", async () => {
  const { page, form } = await openFragile();
  await form.begin();
  await form.openSection("school");
  await form.textbox("school_name").fill("Before");
  await form.saved();
  await form.openSection("evidence");
  await form.choose(["policy.pdf"]);
  await form.items.first().waitFor();
  await form.saved();
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin: here.server.url, storageTypes: "indexeddb" });
  await form.openSection("school");
  await form.textbox("school_name").fill("After");
  await trouble(form).filter({ hasText: form.t("ui.save.gone") }).waitFor();
  const bytes = await rescue(form);
  // Files are nowhere but in the store, and that is said.
  await page.getByText(form.say.count("ui.carry.left_out", 1, { names: "policy.pdf" })).waitFor();
  const elsewhere = await opened(bytes);
  assert.equal(await elsewhere.textbox("school_name").inputValue(), "After");
});

test("a window that refuses what private windows refuse is said to forget, and no other is", async () => {
  const page = await here.open();
  const form = new FormPages(page, schema);
  const id = await form.begin();
  const said = page.getByRole("heading", { name: exactly(form.t("ui.kept.private_title")) });
  await page.getByText(form.t("ui.kept.not_promised")).waitFor();
  assert.equal(await said.count(), 0);
  // As private windows of Firefox and Safari answer; those of Chromium answer as all others do.
  await page.addInitScript(() => {
    StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException("refused", "SecurityError"));
  });
  await page.goto(`${here.server.url}/draft/${id}`);
  await said.waitFor();
  await form.openSection("school");
  await form.textbox("school_town").fill("Orio");
  await form.saved();
});
