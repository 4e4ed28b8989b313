// Two devices send their own version of one application: each sees its own arrive, and the older one names the newer.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { CUT } from "../lib/browser.mjs";
import { violations } from "../lib/accessibility.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { school } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
let schema, all;

async function prepare() {
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
}

const person = async () => new FormPages(await here.open({ expected: CUT }), schema);

/** The draft's file, saved from its overview. */
async function save(form) {
  await form.page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.page.getByRole("main").getByRole("link", { name: exactly(form.t("ui.carry.save")) }).click();
  const download = form.page.waitForEvent("download");
  await form.button("ui.carry.save_now").click();
  const bytes = await readFile(await (await download).path());
  await form.page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  return bytes;
}

test("a version that was overtaken on its way arrives whole, and names the newer one", async () => {
  const [ann, bo] = [await person(), await person()];
  await ann.begin();
  await ann.fillAll(all);
  await ann.saved();
  const buffer = await save(ann);
  let cut = true;
  await ann.page.context().route("**/api/uploads**", (route) => (cut ? route.abort() : route.continue()));
  await ann.openSend();
  await ann.sendButton.click();
  // Committed, and its files are held up.
  await ann.standing("ui.outbox.missing_title").or(ann.standing("ui.send.committed_title")).first().waitFor();

  await bo.page.goto(`${here.server.url}/open`);
  await bo.choose([{ name: "draft.insignia", mimeType: "application/octet-stream", buffer }], bo.page.getByRole("main"), "ui.files.choose_single");
  await bo.button("ui.carry.add").click();
  await bo.heading(all.school_name).waitFor();
  await bo.openSection("school");
  await bo.textbox("school_town").fill("Getaria");
  await bo.saved();
  await bo.openSend();
  await bo.sendButton.click();
  const reference = await bo.received();
  assert.equal(await bo.page.getByRole("heading", { name: exactly(bo.t("ui.receipt.newer_title")) }).count(), 0);

  cut = false;
  await ann.page.evaluate(() => window.dispatchEvent(new Event("online")));
  assert.equal(await ann.received(), reference);
  const notice = ann.page.getByRole("status").filter({ has: ann.page.getByRole("heading", { name: exactly(ann.t("ui.receipt.newer_title")) }) });
  await notice.waitFor();
  const title = ann.t("ui.receipt.newer_link", { version: 2 });
  await notice.getByRole("link", { name: exactly(title) }).click();
  const newest = ann.page.getByRole("heading", { name: exactly(title) });
  await newest.waitFor();
  assert.ok(await newest.evaluate((heading) => document.activeElement === heading));
  assert.deepEqual(await violations(ann.page), []);

  // Nothing is merged into what is finished and waits.
  await bo.page.context().route("**/api/submissions/*", (route) => route.abort());
  await bo.page.getByRole("link", { name: exactly(bo.t("ui.overview.back")) }).click();
  await bo.openSection("school");
  await bo.textbox("school_town").fill("Orio");
  await bo.saved();
  await bo.openSend();
  await bo.sendButton.click();
  await bo.standing("ui.outbox.waiting_title").waitFor();
  await merge(bo, buffer);
  await bo.page.getByText(bo.t("ui.carry.finished")).waitFor();
  assert.deepEqual(await violations(bo.page), []);
  await bo.page.getByRole("link", { name: exactly(bo.t("ui.carry.open_here")) }).click();
  await bo.standing("ui.outbox.waiting_title").waitFor();
  await bo.takeBack();
  await merge(bo, buffer);
  await bo.heading(all.school_name).or(bo.heading(bo.t("ui.history.title"))).waitFor();
});

async function merge(form, buffer) {
  await form.page.goto(`${here.server.url}/open`);
  await form.choose([{ name: "draft.insignia", mimeType: "application/octet-stream", buffer }], form.page.getByRole("main"), "ui.files.choose_single");
  await form.button("ui.carry.merge").click();
}
