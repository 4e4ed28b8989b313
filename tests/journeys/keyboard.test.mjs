// Without a mouse: whole journeys by keys alone, on which the focus is always to be seen and never lost.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { after, test } from "node:test";
import { callFolder } from "../lib/calls.mjs";
import { journey } from "../lib/journey.mjs";
import { assertFocusSeen, focused, stopsOf, tabTo } from "../lib/keyboard.mjs";
import { bytesOf } from "../lib/school.mjs";
import { REFUSED } from "../lib/browser.mjs";
import { prepareStates } from "../lib/states.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const calls = await callFolder();
after(() => rm(calls, { recursive: true, force: true }));
const here = journey({ server: { env: { INSIGNIA_CALLS: calls } }, prepare });
let all, schema, filled;

async function prepare() {
  schema = await formSchema(here.server.url);
  filled = await prepareStates({ server: here.server, calls, open: here.open });
  all = filled.all;
}

/** Goes to a control and presses a key on it; whatever becomes of the control, the focus is somewhere to be seen. */
async function press(page, control, key = "Enter", options) {
  await tabTo(page, control, options);
  await page.keyboard.press(key);
  await focusStays(page);
}

const focusStays = (page) =>
  eventually(async () => {
    // Two frames, after which a page that focuses something has done so.
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
    assert.ok(!(await focused(page)).nothing, "the focus is lost");
  });

async function type(page, control, text) {
  await tabTo(page, control);
  await page.keyboard.type(text);
}

/** A new page begins at its heading. */
async function arrivesAt(heading) {
  await heading.waitFor();
  await eventually(async () => assert.ok(await heading.evaluate((element) => element === document.activeElement), "the heading has the focus"));
}

/**
 * Opens the browser's own dialog from a control by keyboard, and answers it. Soon after an answer that no dialog gave,
 * Chromium now and then does not open the next one; a person would press again, too.
 */
async function pick(page, control, file) {
  await tabTo(page, control);
  for (let presses = 1; presses <= 3; presses++) {
    const chooser = page.waitForEvent("filechooser", { timeout: 2_000 }).catch(() => undefined);
    await page.keyboard.press("Space");
    const opened = await chooser;
    if (opened) return opened.setFiles(file);
  }
  assert.fail(`no dialog is opened by ${control}`);
}

test("a section and the review are done by keyboard alone", async () => {
  const form = new FormPages(await here.open(), schema);
  const { page } = form;
  const keys = page.keyboard;
  await form.button("ui.start.begin").waitFor();
  await keys.press("Tab");
  assert.match((await focused(page)).what, new RegExp(form.t("ui.skip")), "the first stop leads past the head");
  await tabTo(page, form.button("ui.start.begin"));
  await keys.press("Enter");
  await form.heading(form.t("ui.drafts.unnamed")).waitFor();
  await tabTo(page, page.getByRole("main").getByRole("link", { name: form.t("section.people") }));
  await keys.press("Enter");
  await arrivesAt(form.heading(form.t("section.people")));

  for (const id of ["coordinator_name", "coordinator_role", "coordinator_email", "head_name", "head_email"]) await type(page, form.textbox(id), all[id]);
  for (const [at, { answers }] of all.team.slice(0, 3).entries()) {
    const row = form.row("team", at + 1);
    await type(page, form.textbox("name", "member", row), answers.name);
    await type(page, form.textbox("subject", "member", row), answers.subject);
    await tabTo(page, form.group("drafted", "member", row).getByRole("radio").first());
    await keys.press("Space");
    if (answers.drafted === "no") await keys.press("ArrowDown");
    assert.ok(await form.group("drafted", "member", row).getByRole("radio", { name: form.t(`option.yes_no.${answers.drafted}`) }).isChecked());
  }
  await tabTo(page, form.table("team").getByRole("button", { name: form.t("item.member.add") }));
  await keys.press("Enter");
  const fourth = form.row("team", 4);
  await fourth.waitFor();
  await eventually(async () => assert.ok(await fourth.evaluate((element) => element.contains(document.activeElement)), "the new row has the focus"));
  await tabTo(page, fourth.getByRole("button", { name: new RegExp(form.t("ui.rows.remove")) }));
  await keys.press("Enter");
  await eventually(async () => assert.ok(!(await focused(page)).nothing, "the focus is not lost with the row"));
  await tabTo(page, form.group("ambassador").getByRole("radio").first());
  await keys.press("Space");
  await tabTo(page, form.button("ui.section.continue"));
  await keys.press("Enter");
  await form.heading(form.t("section.eligibility")).waitFor();

  await tabTo(page, form.stepLink(form.t("ui.review.title")));
  await keys.press("Enter");
  await form.heading(form.t("ui.review.title")).waitFor();
  await tabTo(page, form.summary.getByRole("link").first());
  await keys.press("Enter");
  await form.heading(form.t("section.school")).waitFor();
  await eventually(async () => assert.ok(await form.select("school_country").evaluate((element) => element === document.activeElement)));
});

test("the stops of Tab follow the page on every section", async () => {
  const form = new FormPages(await here.open(), schema);
  await form.begin();
  for (const section of ["school", "eligibility", "safety", "leadership", "evidence", "declaration"]) {
    await form.openSection(section);
    const stops = await stopsOf(form.page);
    assert.ok(stops.count > 5, `${section}: ${stops.count} stops`);
    assert.deepEqual(stops.wrong, [], section);
  }
});

test("from the eligibility check to the receipt by keyboard alone", async () => {
  const page = await here.open({ viewport: { width: 1280, height: 700 }, expected: REFUSED });
  const form = new FormPages(page, schema);
  const inMain = (key) => page.getByRole("main").getByRole("link", { name: exactly(form.t(key)) }).first();
  await form.button("ui.start.begin").waitFor();

  await press(page, form.button("ui.check.begin"));
  await form.textbox("check_joined_on").waitFor();
  // Month and day are alike, because their order is the browser's own.
  await type(page, form.textbox("check_joined_on"), `0505${Number(filled.call.registered_by.slice(0, 4)) - 2}`);
  await type(page, form.textbox("check_teachers"), "12");
  await type(page, form.textbox("check_labels"), "3");
  await page.getByText(form.t("ui.check.yes_title")).waitFor();

  await press(page, inMain("ui.carry.open"));
  await arrivesAt(form.heading(form.t("ui.carry.open")));
  await pick(page, page.locator("#carry-file"), { name: "draft.insignia", mimeType: "application/octet-stream", buffer: filled.open });
  await form.button("ui.carry.nothing").waitFor();
  await press(page, form.button("ui.carry.nothing"));
  await pick(page, page.locator("#carry-file"), { name: "draft.insignia", mimeType: "application/octet-stream", buffer: filled.open });
  await form.button("ui.carry.add").waitFor();
  await press(page, form.button("ui.carry.add"));
  await arrivesAt(form.heading(all.school_name));

  await press(page, inMain("section.evidence"));
  await arrivesAt(form.heading(form.t("section.evidence")));
  await form.items.nth(4).waitFor();
  await pick(page, page.locator("#evidence"), { name: "photo.jpg", mimeType: "image/jpeg", buffer: bytesOf("photo.jpg") });
  await form.items.nth(5).waitFor();
  await pick(page, page.locator("#evidence"), { name: "password.pdf", mimeType: "application/pdf", buffer: bytesOf("password.pdf") });
  await form.button("ui.files.put_away").waitFor();
  await press(page, form.button("ui.files.put_away"));
  await press(page, form.items.nth(5).getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }));
  await press(page, form.button("ui.rows.undo"));
  await press(page, form.items.nth(5).getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }));
  await form.saved();

  await press(page, inMain("ui.overview.back"), "Enter", { backwards: true });
  await arrivesAt(form.heading(all.school_name));
  await press(page, inMain("ui.history.title"));
  await arrivesAt(form.heading(form.t("ui.history.title")));
  const back = page.getByRole("button", { name: new RegExp(`^${form.t("ui.history.back")}`) }).first();
  await back.waitFor();
  await press(page, back);
  await press(page, inMain("ui.overview.back"), "Enter", { backwards: true });
  await press(page, inMain("section.evidence"));
  await press(page, form.items.last().getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }));

  await press(page, form.stepLink(form.t("ui.review.title")), "Enter", { backwards: true });
  await arrivesAt(form.heading(form.t("ui.review.title")));
  await press(page, form.button("ui.review.send"));
  await arrivesAt(form.heading(form.t("ui.send.title")));
  await page.route("**/api/submissions/*", (route) => route.abort());
  await press(page, form.sendButton);
  await form.standing("ui.outbox.waiting_title").waitFor();
  await press(page, form.button("ui.outbox.change"));
  await press(page, form.button("ui.outbox.change_not"));
  await press(page, form.button("ui.outbox.change"));
  await press(page, form.button("ui.outbox.change_really"));
  await form.sendButton.waitFor();
  await page.unroute("**/api/submissions/*");
  await press(page, form.sendButton);
  await form.received();
  await focusStays(page);
  const download = page.waitForEvent("download");
  await press(page, form.button("ui.receipt.download"));
  assert.ok((await (await download).path()).length > 0);
});

test("drafts are deleted, or not, by keyboard alone", async () => {
  const page = await here.open();
  const form = new FormPages(page, schema);
  await form.begin();
  await page.goto(here.server.url);
  const list = page.getByRole("region", { name: exactly(form.t("ui.drafts.title")) });
  const remove = list.getByRole("link", { name: new RegExp(`^${form.t("ui.drafts.delete")} `) });
  await remove.waitFor();
  await press(page, remove);
  await arrivesAt(form.heading(form.t("ui.vault.erase_title")));
  await press(page, page.getByRole("main").getByRole("link", { name: exactly(form.t("ui.drafts.keep")) }));
  await page.goto(here.server.url);
  await remove.waitFor();
  await press(page, remove);
  await arrivesAt(form.heading(form.t("ui.vault.erase_title")));
  await press(page, form.button("ui.vault.erase"));
  await page.getByRole("heading", { name: exactly(form.t("ui.vault.erased_title")) }).waitFor();
  await focusStays(page);
});

test("an administrator signs in, searches, opens and downloads by keyboard alone", async () => {
  const office = new OfficePages(await here.open({ path: "/office", viewport: { width: 1280, height: 700 } }));
  const { page } = office;
  const keys = page.keyboard;
  const { email, password } = filled.administrator;
  await office.signInButton.waitFor();
  await type(page, office.email, email);
  await keys.press("Tab");
  await keys.type(password);
  await keys.press("Enter");
  await office.listStands();
  await focusStays(page);
  await type(page, office.search, "Forlì 005");
  await office.count("office.list.found", 1).waitFor();
  assert.ok(await office.search.evaluate((element) => element === document.activeElement), "the focus stays while rows change");
  await press(page, page.getByRole("rowheader").getByRole("link"));
  await arrivesAt(office.heading("Istituto Forlì 005"));
  const wanted = page.getByRole("link", { name: exactly(office.t("office.application.zip")) });
  await tabTo(page, wanted);
  const download = page.waitForEvent("download");
  await keys.press("Enter");
  assert.equal(readFileSync(await (await download).path()).subarray(0, 2).toString(), "PK");
  await press(page, page.getByRole("navigation", { name: office.t("office.application.path") }).getByRole("link"), "Enter", { backwards: true });
  await office.count("office.list.found", 1).waitFor();
  await press(page, office.sortBy("office.column.school"));
  await assertFocusSeen(page);
});
