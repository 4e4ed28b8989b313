// Two people work on one draft, each in their own browser, and bring it together by a file. Nothing is dropped silently.

import assert from "node:assert/strict";
import { readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { violations } from "../lib/accessibility.mjs";
import { launchPersistent } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
let schema, forget;
after(() => forget?.());

async function prepare() {
  schema = await formSchema(here.server.url);
}

async function person() {
  return new FormPages(await here.open(), schema);
}

const link = (form, key) => form.page.getByRole("main").getByRole("link", { name: exactly(form.t(key)) });

async function overview(form) {
  await link(form, "ui.overview.back").first().click();
  await link(form, "ui.carry.save").waitFor();
}

/** The bytes of the draft's file. */
async function save(form) {
  await overview(form);
  await link(form, "ui.carry.save").click();
  const download = form.page.waitForEvent("download");
  await form.button("ui.carry.save_now").click();
  const file = await readFile(await (await download).path());
  await overview(form);
  return file;
}

/** Opens a file, and presses what is to be done with it. */
async function bring(form, bytes, key) {
  await form.page.goto(`${here.server.url}/open`);
  await form.choose([{ name: "draft.insignia", mimeType: "application/octet-stream", buffer: bytes }], form.page.getByRole("main"), "ui.files.choose_single");
  await form.button(key).click();
}

async function write(form, section, answers) {
  await form.openSection(section);
  for (const [id, text] of Object.entries(answers)) await form.textbox(id).fill(text);
  await form.saved();
}

/** In a row of its own, beside those that are there. */
async function addColleague(form, name) {
  await form.openSection("people");
  const names = form.textbox("name", "member", form.table("team"));
  const before = await names.count();
  await form.addRow("team");
  await eventually(async () => assert.equal(await names.count(), before + 1));
  await names.last().fill(name);
  await form.saved();
}

async function attach(form, file, count) {
  await form.openSection("evidence");
  await form.choose([file]);
  await form.items.nth(count - 1).waitFor();
  await form.saved();
}

/** Names in the list of colleagues, those without one left out. */
async function colleagues(form) {
  await form.openSection("people");
  const boxes = form.textbox("name", "member", form.table("team"));
  const names = await Promise.all((await boxes.all()).map((box) => box.inputValue()));
  return names.filter(Boolean).sort();
}

/** Two browsers with the same draft, each with work of its own; gives both and the file of the second. */
async function apart() {
  const [ann, bo] = [await person(), await person()];
  await ann.begin();
  await write(ann, "school", { school_name: "Eskola", school_town: "Zarautz" });
  await addColleague(ann, "Ann");
  const file = await save(ann);
  await bring(bo, file, "ui.carry.add");
  await bo.heading("Eskola").waitFor();
  await write(bo, "school", { school_town: "Zumaia", school_address: "Kale Nagusia 1" });
  await addColleague(bo, "Bo");
  await attach(bo, "minutes.pdf", 1);
  await write(ann, "school", { school_town: "Getaria", school_postcode: "20808" });
  await addColleague(ann, "Ainhoa");
  await attach(ann, "photo_with_gps.jpg", 1);
  return { ann, bo, file: await save(bo) };
}

const panel = (form, id) => form.page.getByRole("region", { name: exactly(form.t(`field.${id}`)) });
const settle = (form, key, id) => panel(form, id).getByRole("button", { name: exactly(`${form.t(key)} ${form.t(`field.${id}`)}`) });

/** The town that counts, which is seen left of the kept one. */
async function towns(form) {
  const [counts, beside] = await panel(form, "school_town").locator(".answer__value").allInnerTexts();
  return { counts, beside };
}

test("what two people wrote apart is all there after merging, and where they differ one chooses", async () => {
  const { ann: form, file } = await apart();
  await bring(form, file, "ui.carry.merge");
  await form.heading(form.t("ui.history.title")).waitFor();
  await panel(form, "school_town").waitFor();
  assert.deepEqual(await violations(form.page), []);
  const before = await towns(form);
  assert.deepEqual([before.counts, before.beside].sort(), ["Getaria", "Zumaia"]);
  assert.equal(await form.page.getByRole("button", { name: new RegExp(`^${form.t("ui.history.choose")} `) }).count(), 1);
  const said = await panel(form, "school_town").innerText();
  assert.ok(said.includes(form.t("ui.history.here")) && /another copy \(\w{4}\)/.test(said), said);

  await settle(form, "ui.history.choose", "school_town").click();
  await eventually(async () => assert.deepEqual(await towns(form), { counts: before.beside, beside: before.counts }));
  await form.page.reload();
  await panel(form, "school_town").waitFor();
  assert.deepEqual(await towns(form), { counts: before.beside, beside: before.counts });

  await overview(form);
  await form.page.getByText(form.say.count("ui.history.notice", 1)).waitFor();
  await form.openSection("school");
  assert.equal(await form.textbox("school_town").inputValue(), before.beside);
  assert.equal(await form.textbox("school_address").inputValue(), "Kale Nagusia 1");
  assert.equal(await form.textbox("school_postcode").inputValue(), "20808");
  assert.deepEqual(await colleagues(form), ["Ainhoa", "Ann", "Bo"]);
  await form.openSection("evidence");
  assert.equal(await form.items.count(), 2);
  const picture = form.items.locator("img").first();
  await eventually(async () => assert.ok((await picture.evaluate((image) => image.naturalWidth)) > 0));

  await overview(form);
  await link(form, "ui.history.look").click();
  await settle(form, "ui.history.dismiss", "school_town").click();
  await form.page.getByText(form.t("ui.history.kept_none")).waitFor();
  await overview(form);
  assert.equal(await link(form, "ui.history.look").count(), 0);
});

test("both come to the same, and merging the same file again changes nothing", async () => {
  const { ann, bo, file } = await apart();
  await bring(ann, file, "ui.carry.merge");
  await ann.heading(ann.t("ui.history.title")).waitFor();
  await bring(bo, await save(ann), "ui.carry.merge");
  await bo.heading(bo.t("ui.history.title")).waitFor();
  await panel(bo, "school_town").waitFor();
  const both = await reopened(ann);
  assert.deepEqual(await towns(bo), both);
  await bring(ann, file, "ui.carry.merge");
  await ann.heading(ann.t("ui.history.title")).waitFor();
  await panel(ann, "school_town").waitFor();
  assert.deepEqual(await towns(ann), both);
  await overview(ann);
  await overview(bo);
  assert.deepEqual(await colleagues(ann), ["Ainhoa", "Ann", "Bo"]);
  assert.deepEqual(await colleagues(bo), ["Ainhoa", "Ann", "Bo"]);
});

async function reopened(form) {
  await link(form, "ui.history.title").click();
  await panel(form, "school_town").waitFor();
  return towns(form);
}

test("a colleague who was removed can be put back", async () => {
  const form = await person();
  await form.begin();
  await addColleague(form, "Ann");
  await addColleague(form, "Bo");
  await form.table("team").getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }).last().click();
  await form.saved();
  await overview(form);
  await link(form, "ui.history.title").click();
  const removed = form.page.getByRole("region", { name: exactly(form.t("ui.history.removed_title")) });
  await removed.getByText("Bo", { exact: true }).waitFor();
  assert.deepEqual(await violations(form.page), []);
  await removed.getByRole("button", { name: new RegExp(`^${form.t("ui.history.back")}`) }).click();
  await removed.waitFor({ state: "detached" });
  await form.page.reload();
  await overview(form);
  assert.deepEqual(await colleagues(form), ["Ann", "Bo"]);
});

test("a browser that is killed while a value is chosen or put away has lost neither", async () => {
  const bo = await person();
  await bo.begin();
  await write(bo, "school", { school_name: "Eskola", school_town: "Zarautz" });
  const first = await save(bo);
  await write(bo, "school", { school_town: "Zumaia" });
  const second = await save(bo);

  const started = await launchPersistent();
  const { profile } = started;
  let { context } = started;
  forget = () => context.close().then(started.forget);
  const reopen = () => {
    const page = context.pages()[0];
    page.setDefaultTimeout(10_000);
    return new FormPages(page, schema);
  };
  let form = reopen();
  await bring(form, first, "ui.carry.add");
  await form.heading("Eskola").waitFor();
  await write(form, "school", { school_town: "Getaria" });
  await bring(form, second, "ui.carry.merge");
  await panel(form, "school_town").waitFor();
  const address = form.page.url();

  async function killed(key, delay) {
    // Not waited for: the browser may be gone before it can tell.
    settle(form, key, "school_town").evaluate((button) => button.click()).catch(() => {});
    await new Promise((next) => setTimeout(next, delay));
    process.kill(Number((await readlink(join(profile, "SingletonLock"))).split("-").at(-1)), "SIGKILL");
    await context.close().catch(() => {});
    ({ context } = await launchPersistent({ profile }));
    form = reopen();
    await form.page.goto(address);
    await form.page.getByRole("heading", { name: exactly(form.t("ui.history.kept_title")) }).waitFor();
  }

  for (const delay of [0, 4, 8, 12, 16, 25, 40, 500]) {
    const before = await towns(form);
    await killed("ui.history.choose", delay);
    await panel(form, "school_town").waitFor();
    const after = await towns(form);
    assert.deepEqual(Object.values(after).sort(), ["Getaria", "Zumaia"], `after ${delay} ms`);
    if (delay === 500) assert.equal(after.counts, before.beside, "at last it is chosen");
  }
  const { counts } = await towns(form);
  for (const delay of [0, 6, 12, 500]) {
    if ((await panel(form, "school_town").count()) === 0) break;
    await killed("ui.history.dismiss", delay);
  }
  await overview(form);
  assert.equal(await link(form, "ui.history.look").count(), 0);
  await form.openSection("school");
  assert.equal(await form.textbox("school_town").inputValue(), counts);
});
