// A draft travels as one file, with its evidence, and comes out of it byte for byte, or not at all.

import assert from "node:assert/strict";
import { readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { violations } from "../lib/accessibility.mjs";
import { launchPersistent } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { bytesOf, school } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, dropFiles, eventually, formSchema } from "../pages/form.mjs";

const PASSPHRASE = "ñandú bajo la lluvia";

const here = journey({ prepare });
let schema, all, open, sealed;
const forgets = [];
after(() => Promise.all(forgets.map((forget) => forget())));

/** A school's draft with three files, one of several chunks, saved openly and under a passphrase. */
async function prepare() {
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
  const form = new FormPages(await here.open(), schema);
  await form.begin();
  await form.openSection("school");
  await form.fillSection("school", all);
  await form.openSection("evidence");
  const policy = bytesOf("policy.pdf");
  const scan = { name: "escáner nº 1.pdf", mimeType: "application/pdf", buffer: Buffer.concat([policy, Buffer.alloc(3_000_000 - policy.length)]) };
  await form.choose([scan]);
  await form.items.first().waitFor();
  await form.choose(["photo_with_gps.jpg", "letter.docx"]);
  await form.items.nth(2).waitFor();
  await form.saved();
  await form.page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.page.getByRole("link", { name: exactly(form.t("ui.carry.save")) }).click();
  await form.heading(form.t("ui.carry.save")).waitFor();
  assert.deepEqual(await violations(form.page), []);
  open = await save(form);
  sealed = await save(form, PASSPHRASE);
}

/** Types into both fields for the passphrase, and gives the bytes of the file that comes. */
async function save(form, passphrase = "", again = passphrase) {
  await form.page.getByLabel(exactly(form.t("ui.carry.passphrase"))).fill(passphrase);
  await form.page.getByLabel(exactly(form.t("ui.carry.passphrase_again"))).fill(again);
  const download = form.page.waitForEvent("download");
  await form.button("ui.carry.save_now").click();
  const file = await download;
  assert.match(file.suggestedFilename(), new RegExp(`^${all.school_name} \\d{4}-\\d\\d-\\d\\d\\.insignia$`));
  return readFile(await file.path());
}

async function saveOpenly(form) {
  await form.page.getByRole("link", { name: exactly(form.t("ui.carry.save")) }).click();
  await form.heading(form.t("ui.carry.save")).waitFor();
  return save(form);
}

/** The page for opening a file, reached from the first page of somebody who has nothing yet. */
async function somebodyElse(page) {
  page ??= await here.open();
  const form = new FormPages(page, schema);
  await form.button("ui.start.begin").waitFor();
  await page.getByRole("main").getByRole("link", { name: exactly(form.t("ui.carry.open")) }).click();
  await form.heading(form.t("ui.carry.open")).waitFor();
  return form;
}

const choose = (form, bytes, name = "draft.insignia") =>
  form.choose([{ name, mimeType: "application/octet-stream", buffer: bytes }], form.page.getByRole("main"), "ui.files.choose_single");

const found = (form) => form.page.getByRole("region", { name: exactly(form.t("ui.carry.holds")) });

async function unlock(form, passphrase) {
  await form.page.getByLabel(exactly(form.t("ui.carry.passphrase"))).fill(passphrase);
  await form.button("ui.carry.unlock").click();
}

/** Everything that the browser keeps of drafts. */
const stored = (page) =>
  page.evaluate(async () => {
    const wait = (request) => new Promise((done, fail) => Object.assign(request, { onsuccess: () => done(request.result), onerror: fail }));
    const database = await wait(indexedDB.open("insignia"));
    const transaction = database.transaction([...database.objectStoreNames]);
    const content = {};
    for (const name of database.objectStoreNames) {
      const store = transaction.objectStore(name);
      const [keys, values] = [await wait(store.getAllKeys()), await wait(store.getAll())];
      content[name] = keys.map((key, at) => [key, values[at]?.byteLength ?? values[at]]);
    }
    database.close();
    return content;
  });

test("a draft goes into another browser under a passphrase, byte for byte, its evidence included", async () => {
  const text = sealed.toString("latin1");
  assert.ok(text.startsWith("Insignia draft: open it on the first page of"), text.slice(0, 100));
  assert.ok(!sealed.includes("school_name") && open.includes("school_name"));
  assert.ok(open.includes(bytesOf("policy.pdf")) && open.includes(bytesOf("letter.docx")));

  const form = await somebodyElse();
  await choose(form, sealed);
  await unlock(form, PASSPHRASE);
  await found(form).waitFor();
  assert.deepEqual(await violations(form.page), []);
  const shown = await found(form).innerText();
  assert.ok(shown.includes(all.school_name) && shown.includes("3 files, 3"), shown);
  assert.deepEqual((await stored(form.page)).drafts, [], "only looked at");
  await form.button("ui.carry.add").click();
  await form.heading(all.school_name).waitFor();
  const again = await saveOpenly(form);
  assert.ok(again.equals(open), "another file comes out than went in");

  await form.page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.openSection("school");
  assert.equal(await form.textbox("school_town").inputValue(), all.school_town);
  await form.textbox("school_town").fill("Zumaia");
  await form.saved();
  await form.openSection("evidence");
  assert.equal(await form.items.count(), 3);
  await eventually(async () => assert.ok((await form.items.nth(1).locator("img").evaluate((image) => image.naturalWidth)) > 0));
});

test("a wrong passphrase opens nothing, and the right one does afterwards", async () => {
  const form = await somebodyElse();
  const before = await stored(form.page);
  await dropFiles(form.page.getByText(form.t("ui.files.drop_single")), [{ name: "draft.insignia", bytes: sealed }]);
  for (const wrong of ["", "nandu bajo la lluvia"]) {
    await unlock(form, wrong);
    await form.page.getByText(form.t("ui.carry.wrong_passphrase")).waitFor();
  }
  assert.deepEqual(await violations(form.page), []);
  assert.deepEqual(await stored(form.page), before);
  // The same letters, as some keyboards compose them; and by the Enter key.
  await form.page.getByLabel(form.t("ui.carry.show")).check();
  await form.page.getByLabel(exactly(form.t("ui.carry.passphrase"))).fill(PASSPHRASE.normalize("NFD"));
  await form.page.keyboard.press("Enter");
  await found(form).waitFor();
});

test("a damaged, foreign or newer file is refused in words and changes nothing", async () => {
  const form = await somebodyElse();
  const page = form.page;
  await choose(form, open);
  await form.button("ui.carry.add").click();
  await form.heading(all.school_name).waitFor();
  await page.goto(`${here.server.url}/open`);
  const before = await stored(page);
  const flipped = (bytes, at) => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 4 : byte)));
  const newer = Buffer.from(open);
  newer.set([2, 253], open.indexOf(0x1a) + 2);
  const refusals = [
    [flipped(open, open.length - 7), "damaged"],
    [flipped(open, 20), "damaged"],
    [open.subarray(0, open.length / 2), "damaged"],
    [sealed.subarray(0, 150), "damaged"],
    [bytesOf("policy.pdf"), "not_ours"],
    [bytesOf("letter.docx"), "not_ours"],
    [Buffer.alloc(0), "not_ours"],
    [newer, "newer"],
  ];
  for (const [at, [bytes, fault]] of refusals.entries()) {
    await choose(form, bytes, `file ${at}.insignia`);
    const said = page.getByRole("alert").filter({ hasText: `file ${at}.insignia` });
    await said.waitFor();
    assert.ok((await said.innerText()).includes(form.t(`ui.carry.fault.${fault}`)), `${at}: ${await said.innerText()}`);
  }
  await choose(form, flipped(sealed, sealed.length - 7));
  await unlock(form, PASSPHRASE);
  await page.getByText(form.t("ui.carry.fault.damaged")).waitFor();
  assert.deepEqual(await stored(page), before);
});

test("a draft that is here already stays as it is; the file can only become a copy beside it", async () => {
  const form = await somebodyElse();
  const page = form.page;
  await choose(form, open);
  await form.button("ui.carry.add").click();
  await form.heading(all.school_name).waitFor();
  await form.openSection("school");
  await form.textbox("school_name").fill("Escola da Ponte");
  await form.saved();
  await page.goto(`${here.server.url}/open`);
  await choose(form, open);
  await found(form).getByText(form.t("ui.carry.here_text")).waitFor();
  assert.equal(await form.button("ui.carry.add").count(), 0);
  await form.button("ui.carry.nothing").click();
  await found(form).waitFor({ state: "detached" });
  await choose(form, open);
  await form.button("ui.carry.copy").click();
  await form.heading(all.school_name).waitFor();
  const copy = new URL(page.url()).pathname;
  await page.goto(`${here.server.url}/open`);
  await choose(form, open);
  await found(form).getByRole("link", { name: exactly(form.t("ui.carry.open_here")) }).click();
  await form.heading("Escola da Ponte").waitFor();
  assert.notEqual(new URL(page.url()).pathname, copy);
  const { drafts, files } = await stored(page);
  assert.deepEqual([drafts.length, files.length], [2, 6]);
  const [one, other] = drafts.map(([, draft]) => JSON.parse(draft));
  assert.notEqual(one.capability, other.capability);
});

test("a damaged file is left out and named, and everything else goes into the file", async () => {
  const form = await somebodyElse();
  await choose(form, open);
  await form.button("ui.carry.add").click();
  await form.heading(all.school_name).waitFor();
  await form.page.evaluate(async (name) => {
    const wait = (request) => new Promise((done, fail) => Object.assign(request, { onsuccess: () => done(request.result), onerror: fail }));
    const database = await wait(indexedDB.open("insignia"));
    const transaction = database.transaction(["files", "chunks"], "readwrite");
    const records = await wait(transaction.objectStore("files").getAll());
    const { sha256 } = records.map((record) => JSON.parse(record)).find((record) => record.name === name);
    const [key] = (await wait(transaction.objectStore("chunks").getAllKeys())).filter((key) => key[1] === sha256);
    transaction.objectStore("chunks").put(new ArrayBuffer(7), key);
    await new Promise((done) => (transaction.oncomplete = done));
    database.close();
  }, "letter.docx");
  const partial = await saveOpenly(form);
  const text = form.say.count("ui.carry.left_out", 1, { names: "letter.docx" });
  await form.page.getByRole("alert").filter({ hasText: text }).waitFor();
  assert.ok(partial.includes(bytesOf("policy.pdf")) && !partial.includes(bytesOf("letter.docx")));
  const another = await somebodyElse();
  await choose(another, partial);
  await found(another).waitFor();
  assert.ok((await found(another).innerText()).includes("2 files, 3"));
  await another.button("ui.carry.add").click();
  await another.heading(all.school_name).waitFor();
  await another.openSection("evidence");
  assert.equal(await another.items.count(), 3, "its item is there, to attach it again");
});

test("a tab that can only read a draft can save it to a file", async () => {
  const form = await somebodyElse();
  await choose(form, open);
  await form.button("ui.carry.add").click();
  await form.heading(all.school_name).waitFor();
  const other = new FormPages(await form.page.context().newPage(), schema);
  other.page.setDefaultTimeout(10_000);
  await other.page.goto(form.page.url());
  await other.heading(other.t("ui.readonly.title")).waitFor();
  assert.ok((await saveOpenly(other)).equals(open));
});

test("passphrases that differ make no file", async () => {
  const form = await somebodyElse();
  await choose(form, open);
  await form.button("ui.carry.add").click();
  await form.heading(all.school_name).waitFor();
  await form.page.getByRole("link", { name: exactly(form.t("ui.carry.save")) }).click();
  const first = form.page.getByLabel(exactly(form.t("ui.carry.passphrase")));
  const again = form.page.getByLabel(exactly(form.t("ui.carry.passphrase_again")));
  await first.fill("one");
  await again.fill("other");
  await form.button("ui.carry.save_now").click();
  await form.page.getByText(form.t("ui.carry.passphrase_differs")).waitFor();
  assert.ok((await form.described(again)).includes(form.t("ui.carry.passphrase_differs")));
  await again.fill("one");
  const download = form.page.waitForEvent("download");
  await form.page.keyboard.press("Enter");
  await download;
});

test("a browser that is killed while it takes a draft in has all of it or nothing", async () => {
  const started = await launchPersistent();
  let { context } = started;
  forgets.push(() => context.close().then(started.forget));
  const outcomes = [];
  for (const delay of [10, 25, 40, 60, 2_000]) {
    const page = context.pages()[0];
    await page.goto(here.server.url);
    const form = await somebodyElse(page);
    await choose(form, open);
    await found(form).waitFor();
    if ((await form.button("ui.carry.add").count()) === 0) break;
    const pid = Number((await readlink(join(started.profile, "SingletonLock"))).split("-").at(-1));
    // Not waited for: the browser may be gone before it can tell.
    form.button("ui.carry.add").evaluate((button) => button.click()).catch(() => {});
    await new Promise((next) => setTimeout(next, delay));
    process.kill(pid, "SIGKILL");
    await context.close().catch(() => {});
    ({ context } = await launchPersistent({ profile: started.profile }));
    await context.pages()[0].goto(here.server.url);
    await context.pages()[0].getByRole("main").waitFor();
    const content = await eventually(async () => {
      const content = await stored(context.pages()[0]);
      assert.ok("drafts" in content);
      return content;
    });
    const counts = [content.drafts.length, content.files.length, content.chunks.length];
    assert.ok([[0, 0, 0], [1, 3, 5]].some((whole) => String(whole) === String(counts)), `after ${delay} ms: ${counts}`);
    outcomes.push(counts[0]);
  }
  assert.equal(outcomes.at(-1), 1, "at last it is there");
  const form = new FormPages(context.pages()[0], schema);
  form.page.setDefaultTimeout(10_000);
  await form.page.goto(here.server.url);
  await form.page.getByRole("link", { name: exactly(all.school_name) }).click();
  await form.heading(all.school_name).waitFor();
  assert.ok((await saveOpenly(form)).equals(open));
});
