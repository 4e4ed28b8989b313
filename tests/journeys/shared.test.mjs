// A computer that others use: a protected draft is nowhere to be read, locks itself, and can be erased for good.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { violations } from "../lib/accessibility.mjs";
import { CUT, launchPersistent } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { focused, tabTo } from "../lib/keyboard.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { traces } from "../lib/profile.mjs";
import { bytesOf, school } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const PASSPHRASE = "ñandú bajo la lluvia";
/** Texts that stand nowhere else. */
const CANARIES = ["Kanarienvogelschule", "canary-in-the-plan", "canary-in-the-file", "canary-file-name"];
const EVIDENCE = {
  name: "canary-file-name.pdf",
  mimeType: "application/pdf",
  buffer: longer(bytesOf("policy.pdf"), "\n% canary-in-the-file\n".repeat(40_000)),
};

/** A PDF with more in it: comments, and its end once more. */
function longer(pdf, comments) {
  return Buffer.concat([pdf, Buffer.from(comments), pdf.subarray(pdf.lastIndexOf("startxref"))]);
}

const here = journey({ prepare });
let schema, all;
const forgets = [];
after(() => Promise.all(forgets.map((forget) => forget())));

async function prepare() {
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
}

class SharedPages extends FormPages {
  get passphrase() {
    return this.page.getByLabel(exactly(this.t("ui.carry.passphrase")));
  }

  link(key) {
    return this.page.getByRole("main").getByRole("link", { name: exactly(this.t(key)) });
  }

  async chooses(passphrase, again = passphrase) {
    await this.passphrase.fill(passphrase);
    await this.page.getByLabel(exactly(this.t("ui.carry.passphrase_again"))).fill(again);
  }

  async beginProtected() {
    await this.link("ui.start.shared").click();
    await this.heading(this.t("ui.vault.begin_title")).waitFor();
    await this.chooses(PASSPHRASE);
    await this.button("ui.vault.begin").click();
    await this.heading(this.t("ui.drafts.unnamed")).waitFor();
    return new URL(this.page.url()).pathname.split("/")[2];
  }

  async isLocked() {
    await this.heading(this.t("ui.vault.locked_title")).waitFor();
  }

  async unlock(passphrase = PASSPHRASE) {
    await this.passphrase.fill(passphrase);
    await this.button("ui.vault.unlock").click();
  }

  async erase() {
    await this.button("ui.vault.erase").click();
    await this.page.getByRole("heading", { name: exactly(this.t("ui.vault.erased_title")) }).waitFor();
  }
}

/** A person at a browser that remembers. */
async function comeTo(profile, path = "/") {
  const opened = await launchPersistent({ profile });
  if (!profile) forgets.push(opened.forget);
  const page = opened.context.pages()[0] ?? (await opened.context.newPage());
  page.setDefaultTimeout(10_000);
  await page.goto(here.server.url + path);
  return { ...opened, form: new SharedPages(page, schema), page };
}

/** How many records each store has for a draft. */
const records = (page, id) =>
  page.evaluate(async (id) => {
    const request = indexedDB.open("insignia");
    const database = await new Promise((done, fail) => Object.assign(request, { onsuccess: () => done(request.result), onerror: fail }));
    const count = async (store) => {
      const keys = database.transaction(store).objectStore(store).getAllKeys();
      const all = await new Promise((done) => (keys.onsuccess = () => done(keys.result)));
      return all.filter((key) => [key].flat()[0] === id).length;
    };
    const counts = {};
    for (const store of database.objectStoreNames) counts[store] = await count(store);
    database.close();
    return counts;
  }, id);

async function typeCanaries(form) {
  await form.openSection("school");
  await form.textbox("school_name").fill(CANARIES[0]);
  await form.textbox("school_name").press("Tab");
  await form.openSection("leadership");
  await form.textbox("leadership_plan").fill(`${CANARIES[1]} and what else we plan`);
  await form.openSection("evidence");
  await form.choose([EVIDENCE]);
  await form.items.first().waitFor();
  await form.saved();
}

test("nothing of a protected draft is to be read in the browser's files, at any time", async () => {
  const { context, page, form, profile } = await comeTo();
  const nowhere = async (when) => assert.deepEqual(await traces(profile, CANARIES), [], when);
  const id = await form.beginProtected();
  await typeCanaries(form);
  await nowhere("while it is open");
  // The browser writes titles and addresses down.
  await form.page.goto(`${here.server.url}/draft/${id}`);
  await form.isLocked();
  await form.unlock();
  await form.heading(CANARIES[0]).waitFor();
  await nowhere("after it was opened again");
  await context.close();
  await nowhere("after the browser was closed");

  const again = await comeTo(profile);
  const list = again.page.getByRole("region", { name: exactly(form.t("ui.drafts.title")) });
  await list.waitFor();
  assert.equal(await again.page.getByText(CANARIES[0]).count(), 0);
  await list.getByRole("link", { name: exactly(form.t("ui.drafts.locked", { code: id.slice(0, 4) })) }).click();
  await again.form.isLocked();
  assert.deepEqual(await violations(again.page), []);
  await again.form.unlock("something else altogether");
  await again.page.getByText(form.t("ui.vault.wrong")).waitFor();
  assert.equal(await again.page.getByText(CANARIES[0]).count(), 0);
  await again.form.unlock();
  await again.form.heading(CANARIES[0]).waitFor();
  await again.form.openSection("leadership");
  assert.match(await again.form.textbox("leadership_plan").inputValue(), new RegExp(CANARIES[1]));
  await again.form.openSection("evidence");
  await again.form.items.first().getByText(EVIDENCE.name).waitFor();
  const stored = await records(again.page, id);
  assert.ok(stored.journal > 0 && stored.files === 1 && stored.chunks >= 1 && stored.vaults === 1, JSON.stringify(stored));

  await again.page.goto(`${here.server.url}/draft/${id}/erase`);
  await again.form.erase();
  const { writers, reserve, ...left } = await records(again.page, id);
  assert.deepEqual(Object.values(left).filter((count) => count > 0), [], JSON.stringify(left));
  await nowhere("after it was erased");
  await again.page.goto(`${here.server.url}/draft/${id}`);
  await again.form.heading(form.t("ui.draft.not_opened")).waitFor();
  await again.context.close();
  await nowhere("in the end");
});

test("the same look finds what a draft leaves that is not protected", async () => {
  const { context, form, profile } = await comeTo();
  await form.begin();
  await typeCanaries(form);
  await context.close();
  const found = await traces(profile, CANARIES.slice(0, 1));
  assert.ok(found.length > 0, "a look that finds nothing anywhere says nothing");
  assert.ok((await traces(profile, CANARIES.slice(2, 3))).length > 0, "nor of files");
});

test("by keys alone a protected draft is begun, locked, and opened again", async () => {
  const page = await here.open();
  const form = new SharedPages(page, schema);
  await tabTo(page, form.link("ui.start.shared"));
  await page.keyboard.press("Enter");
  await form.heading(form.t("ui.vault.begin_title")).waitFor();
  assert.deepEqual(await violations(page), []);
  await tabTo(page, form.passphrase);
  await page.keyboard.type("too short");
  await page.keyboard.press("Enter");
  await page.getByText(form.t("ui.vault.passphrase_short", { min: 10 })).waitFor();
  await eventually(async () => assert.match((await focused(page)).what, new RegExp(form.t("ui.carry.passphrase"))));
  await page.keyboard.press("Control+A");
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Tab");
  await page.keyboard.type("another one");
  await page.keyboard.press("Enter");
  await page.getByText(form.t("ui.carry.passphrase_differs")).waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Enter");
  await form.heading(form.t("ui.drafts.unnamed")).waitFor();
  await form.openSection("school");
  await form.textbox("school_town").fill("Getaria");
  // At once: what was typed is saved before it locks.
  await tabTo(page, form.button("ui.vault.lock"), { backwards: true });
  await page.keyboard.press("Enter");
  await form.isLocked();
  await tabTo(page, form.passphrase);
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Enter");
  await form.textbox("school_town").waitFor();
  assert.equal(await form.textbox("school_town").inputValue(), "Getaria");
  assert.deepEqual(await violations(page), []);
});

test("a second tab asks for the passphrase as well, and only reads", async () => {
  const page = await here.open();
  const form = new SharedPages(page, schema);
  const id = await form.beginProtected();
  await form.openSection("people");
  await form.textbox("head_name").fill("Joseba");
  await form.saved();
  const other = new SharedPages(await page.context().newPage(), schema);
  await other.page.goto(`${here.server.url}/draft/${id}/people`);
  await other.isLocked();
  await other.unlock();
  await other.heading(other.t("ui.readonly.title")).waitFor();
  await other.page.getByText("Joseba").waitFor();
  await form.textbox("head_name").fill("Joseba Iñaki");
  await other.button("ui.readonly.take").click();
  await other.textbox("head_name").waitFor();
  assert.equal(await other.textbox("head_name").inputValue(), "Joseba Iñaki");
});

test("after ten minutes without use it is saved and locked, and not before", async () => {
  const page = await here.open({ path: "/form" });
  await page.clock.install();
  await page.goto(here.server.url);
  const form = new SharedPages(page, schema);
  await form.beginProtected();
  await form.openSection("school");
  await form.textbox("school_town").fill("Zarautz");
  await page.clock.fastForward("09:30");
  await form.textbox("school_town").press("End");
  await page.clock.fastForward("09:30");
  assert.equal(await form.textbox("school_town").inputValue(), "Zarautz");
  await form.textbox("school_town").fill("Zarautz, Gipuzkoa");
  await page.clock.fastForward("10:10");
  await form.isLocked();
  await form.unlock();
  await form.textbox("school_town").waitFor();
  assert.equal(await form.textbox("school_town").inputValue(), "Zarautz, Gipuzkoa");
});

test("a draft that lies here openly can be protected, with its file, and keeps everything", async () => {
  const page = await here.open();
  const form = new SharedPages(page, schema);
  const id = await form.begin();
  await typeCanaries(form);
  await page.goto(`${here.server.url}/draft/${id}`);
  await form.link("ui.kept.protect").click();
  await form.heading(form.t("ui.vault.protect_title")).waitFor();
  assert.deepEqual(await violations(page), []);
  await form.chooses(PASSPHRASE);
  await form.button("ui.vault.protect").click();
  await page.getByText(form.t("ui.vault.strip_title")).waitFor();
  await form.openSection("school");
  await form.textbox("school_town").fill("Getaria");
  await form.saved();
  const open = await page.evaluate(async (id) => {
    const request = indexedDB.open("insignia");
    const database = await new Promise((done) => (request.onsuccess = () => done(request.result)));
    const told = [];
    for (const store of ["drafts", "journal", "files", "chunks"]) {
      const values = database.transaction(store).objectStore(store).getAll();
      await new Promise((done) => (values.onsuccess = done));
      told.push(...values.result.filter((value) => !(value instanceof Uint8Array)).map(() => store));
    }
    database.close();
    return told;
  }, id);
  assert.deepEqual(open, []);
  await page.reload();
  await form.isLocked();
  await form.unlock();
  await form.textbox("school_town").waitFor();
  assert.equal(await form.textbox("school_town").inputValue(), "Getaria");
  await form.openSection("evidence");
  await form.items.first().getByText(EVIDENCE.name).waitFor();
  const download = page.waitForEvent("download");
  await page.goto(`${here.server.url}/draft/${id}/save`);
  await form.isLocked();
  await form.unlock();
  await form.button("ui.carry.save_now").click();
  assert.match((await download).suggestedFilename(), new RegExp(`^${CANARIES[0]}`));
});

test("a draft from a file is protected before anything of it is written", async () => {
  const elsewhere = new SharedPages(await here.open(), schema);
  await elsewhere.begin();
  await typeCanaries(elsewhere);
  await elsewhere.page.goto(`${new URL(elsewhere.page.url()).href.replace(/\/[a-z]+$/, "/save")}`);
  const download = elsewhere.page.waitForEvent("download");
  await elsewhere.button("ui.carry.save_now").click();
  const file = { name: "draft.insignia", mimeType: "application/octet-stream", buffer: await readFile(await (await download).path()) };

  const { context, page, form, profile } = await comeTo(undefined, "/open");
  const nowhere = async (when) => assert.deepEqual(await traces(profile, CANARIES), [], when);
  await page.setInputFiles("input[type=file]", file);
  await page.getByRole("checkbox", { name: exactly(form.t("ui.start.shared")) }).check();
  assert.deepEqual(await violations(page), []);
  await form.chooses(PASSPHRASE, "another one");
  await form.button("ui.carry.add").click();
  await page.getByText(form.t("ui.carry.passphrase_differs")).waitFor();
  await form.chooses(PASSPHRASE);
  await form.button("ui.carry.add").click();
  await form.heading(CANARIES[0]).waitFor();
  await page.getByText(form.t("ui.vault.strip_title")).waitFor();
  await form.openSection("evidence");
  await form.items.first().getByText(EVIDENCE.name).waitFor();
  await nowhere("while it is open");
  await page.reload();
  await form.isLocked();
  await form.unlock();
  await form.items.first().getByText(EVIDENCE.name).waitFor();
  await context.close();
  await nowhere("after the browser was closed");
});

test("a finished application is sent only while it is unlocked, and the list says so", async () => {
  const page = await here.open({ expected: CUT });
  const form = new SharedPages(page, schema);
  const id = await form.beginProtected();
  await form.fillAll(all);
  await form.openSend();
  await here.server.halt();
  await form.sendButton.click();
  await form.standing("ui.outbox.waiting_title").waitFor();
  await form.button("ui.vault.lock").click();
  await form.isLocked();
  await page.getByText(form.t("ui.vault.sends_when_unlocked")).waitFor();
  await here.server.start();
  await page.goto(here.server.url);
  const list = page.getByRole("region", { name: exactly(form.t("ui.drafts.title")) });
  await list.getByText(form.t("ui.outbox.short_locked")).waitFor();
  await list.getByRole("link", { name: exactly(form.t("ui.drafts.locked", { code: id.slice(0, 4) })) }).click();
  await form.isLocked();
  await form.unlock();
  assert.match(await form.received(), /-/);
});

test("an erased draft that was not protected is gone for every page, and the words promise no more", async () => {
  const page = await here.open();
  const form = new SharedPages(page, schema);
  const id = await form.begin();
  await typeCanaries(form);
  await page.goto(`${here.server.url}/draft/${id}`);
  await form.link("ui.vault.erase_title").click();
  await page.getByText(form.t("ui.vault.erase_open")).waitFor();
  assert.deepEqual(await violations(page), []);
  await form.erase();
  await page.getByText(form.t("ui.vault.erased_open")).waitFor();
  const { writers, reserve, ...left } = await records(page, id);
  assert.deepEqual(Object.values(left).filter((count) => count > 0), [], JSON.stringify(left));
});

test("a forgotten passphrase leaves nothing to do but to erase", async () => {
  const page = await here.open();
  const form = new SharedPages(page, schema);
  await form.beginProtected();
  await page.reload();
  await form.isLocked();
  await page.getByText(form.t("ui.vault.forgotten_title")).click();
  await page.getByText(form.t("ui.vault.forgotten")).waitFor();
  await form.link("ui.vault.erase_title").click();
  await page.getByText(form.t("ui.vault.erase_protected")).waitFor();
  await form.erase();
  await page.goto(here.server.url);
  await form.button("ui.start.begin").waitFor();
  assert.equal(await page.getByRole("region", { name: exactly(form.t("ui.drafts.title")) }).count(), 0);
});
