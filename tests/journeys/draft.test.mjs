// A draft outlives what happens to a browser: closing, a crash, a second tab, another language.

import assert from "node:assert/strict";
import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { launchPersistent } from "../lib/browser.mjs";
import { wrongClock } from "../lib/clock.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { school } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
let schema, all;
const forgets = [];

async function prepare() {
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
}

after(() => Promise.all(forgets.map((forget) => forget())));

async function person(profile) {
  const started = await launchPersistent({ profile });
  if (!profile) forgets.push(started.forget);
  const page = started.context.pages()[0] ?? (await started.context.newPage());
  page.setDefaultTimeout(10_000);
  await page.goto(here.server.url);
  return { ...started, page, form: new FormPages(page, schema) };
}

const draftLink = (form, name) => form.page.getByRole("link", { name: exactly(name) });

test("what was typed and attached is there again after the browser was closed", async () => {
  const first = await person();
  await first.form.begin();
  await first.form.openSection("school");
  await first.form.fillSection("school", all);
  await first.form.openSection("people");
  await first.form.fillSection("people", all);
  await first.form.openSection("evidence");
  await first.form.choose(["photo_with_gps.jpg"]);
  await first.form.items.first().waitFor();
  await first.form.saved();
  await first.context.close();

  const again = await person(first.profile);
  await draftLink(again.form, all.school_name).click();
  await again.form.heading(all.school_name).waitFor();
  await again.form.openSection("school");
  assert.equal(await again.form.textbox("school_town").inputValue(), all.school_town);
  assert.equal(await again.form.select("school_province").inputValue(), "20");
  assert.ok(await again.form.group("school_levels").getByRole("checkbox", { name: "Primary" }).isChecked());
  await again.form.openSection("people");
  for (const [at, row] of all.team.entries()) {
    assert.equal(await again.form.textbox("name", "member", again.form.row("team", at + 1)).inputValue(), row.answers.name);
  }
  await again.form.openSection("evidence");
  const photo = again.form.items.first();
  await photo.getByText("photo_with_gps.jpg").waitFor();
  // The bytes are there, too: the picture can be seen.
  await eventually(async () => assert.ok((await photo.locator("img").evaluate((image) => image.naturalWidth)) > 0));
  await again.context.close();
});

test("a browser that is killed loses at most the last second", async () => {
  const first = await person();
  await first.form.begin();
  await first.form.openSection("evidence");
  await first.form.choose(["minutes.pdf"]);
  await first.form.items.first().waitFor();
  await first.form.saved();
  await first.form.openSection("leadership");
  const text = "Every month the team meets and writes down what it decided. ".repeat(2);
  const plan = first.form.textbox("plan");
  await plan.focus();
  const typed = [];
  for (const letter of text) {
    await first.page.keyboard.insertText(letter);
    typed.push(Date.now());
    if (typed.length % 4 === 0) await first.page.evaluate(() => new Promise((next) => setTimeout(next, 80)));
  }
  const pid = Number((await readlink(join(first.profile, "SingletonLock"))).split("-").at(-1));
  process.kill(pid, "SIGKILL");
  const died = Date.now();
  await first.context.close().catch(() => {});
  assert.ok(typed.at(-1) - typed[0] > 1_500, "it was typed over more than a second");

  const again = await person(first.profile);
  await draftLink(again.form, again.form.t("ui.drafts.unnamed")).click();
  await again.form.openSection("leadership");
  const kept = await again.form.textbox("plan").inputValue();
  assert.ok(text.startsWith(kept), kept);
  const due = typed.filter((time) => time < died - 1_000).length;
  assert.ok(kept.length >= due, `${kept.length} letters of ${due} that were older than a second, ${text.length} in all`);
  await again.form.openSection("evidence");
  await again.form.items.first().getByText("minutes.pdf").waitFor();
  await again.context.close();
});

test("several drafts lie side by side, and one is erased only after a question", async () => {
  const page = await here.open();
  const form = new FormPages(page, schema);
  for (const name of ["Escola da Ponte", "Szkoła w Łodzi"]) {
    await page.goto(here.server.url);
    await form.begin();
    await form.openSection("school");
    await form.textbox("school_name").fill(name);
    await form.saved();
  }
  await page.goto(here.server.url);
  const list = page.getByRole("region", { name: exactly(form.t("ui.drafts.title")) });
  await list.waitFor();
  assert.equal(await list.getByRole("listitem").count(), 2);
  const erase = list.getByRole("link", { name: `${form.t("ui.drafts.delete")} Escola da Ponte` });
  await erase.click();
  await form.heading(form.t("ui.vault.erase_title")).waitFor();
  await page.getByRole("main").getByText("Escola da Ponte").waitFor();
  await page.getByRole("link", { name: exactly(form.t("ui.drafts.keep")) }).click();
  await form.heading("Escola da Ponte").waitFor();
  await page.goto(here.server.url);
  await erase.click();
  await form.button("ui.vault.erase").click();
  await page.getByRole("heading", { name: exactly(form.t("ui.vault.erased_title")) }).waitFor();
  await page.getByRole("main").getByRole("link", { name: exactly(form.t("ui.not_found.back")) }).click();
  await list.waitFor();
  await draftLink(form, "Escola da Ponte").waitFor({ state: "detached" });
  await draftLink(form, "Szkoła w Łodzi").click();
  await form.openSection("school");
  assert.equal(await form.textbox("school_name").inputValue(), "Szkoła w Łodzi");
});

test("a second tab can only read until it takes over, and nothing typed in the first is lost", async () => {
  const page = await here.open();
  const form = new FormPages(page, schema);
  const id = await form.begin();
  await form.openSection("people");
  await form.textbox("head_name").fill("Joseba");
  await form.saved();

  const other = new FormPages(await page.context().newPage(), schema);
  await other.page.goto(`${here.server.url}/draft/${id}/people`);
  await other.heading(other.t("ui.readonly.title")).waitFor();
  assert.equal(await other.page.getByRole("main").getByRole("textbox").count(), 0);
  await other.page.getByText("Joseba").waitFor();
  // Typed and not yet said to be saved.
  await form.textbox("head_name").fill("Joseba Iñaki Peña");
  await other.button("ui.readonly.take").click();
  await other.textbox("head_name").waitFor();
  assert.equal(await other.textbox("head_name").inputValue(), "Joseba Iñaki Peña");
  await form.heading(form.t("ui.readonly.title")).waitFor();
  await page.getByRole("status").filter({ hasText: exactly(form.t("ui.save.readonly")) }).waitFor();
  await other.textbox("head_name").fill("Joseba Iñaki Peña Ugarte");
  await other.saved();
  await form.button("ui.readonly.take").click();
  await form.textbox("head_name").waitFor();
  assert.equal(await form.textbox("head_name").inputValue(), "Joseba Iñaki Peña Ugarte");
});

test("a page that the browser has frozen keeps what was typed, and another page can take over", async () => {
  const page = await here.open();
  const form = new FormPages(page, schema);
  const id = await form.begin();
  await form.openSection("people");
  const browser = await page.context().newCDPSession(page);
  const become = (state) => browser.send("Page.setWebLifecycleState", { state });
  await form.textbox("head_name").fill("Joseba");
  await become("frozen");
  await new Promise((next) => setTimeout(next, 1_500));
  await become("active");
  assert.equal(await form.textbox("head_name").inputValue(), "Joseba");
  await form.saved();
  await form.textbox("head_name").fill("Joseba Iñaki");
  await form.saved();
  await become("frozen");

  const other = new FormPages(await page.context().newPage(), schema);
  await other.page.goto(`${here.server.url}/draft/${id}/people`);
  const field = other.textbox("head_name");
  await other.button("ui.readonly.take").or(field).waitFor();
  if (!(await field.isVisible())) await other.button("ui.readonly.take").click();
  await field.waitFor();
  assert.equal(await field.inputValue(), "Joseba Iñaki");
  await field.fill("Joseba Iñaki Peña");
  await other.saved();
  await become("active");
  await form.heading(form.t("ui.readonly.title")).waitFor();
  await form.button("ui.readonly.take").click();
  await form.textbox("head_name").waitFor();
  assert.equal(await form.textbox("head_name").inputValue(), "Joseba Iñaki Peña");
});

test("what is written last is what stays, however wrong the clocks of the pages are", async () => {
  const page = await here.open();
  const id = await new FormPages(page, schema).begin();
  const years = 3_652 * 86_400_000;
  for (const [written, off] of [["First", years], ["Second", -years], ["Third", 0]]) {
    const opened = await page.context().newPage();
    opened.setDefaultTimeout(10_000);
    await opened.addInitScript(wrongClock, off);
    await opened.goto(`${here.server.url}/draft/${id}/people`);
    const form = new FormPages(opened, schema);
    const field = form.textbox("head_name");
    await form.button("ui.readonly.take").or(field).waitFor();
    if (!(await field.isVisible())) await form.button("ui.readonly.take").click();
    await field.fill(written);
    await form.saved();
    await opened.reload();
    assert.equal(await field.inputValue(), written);
    await opened.close();
  }
  await page.goto(`${here.server.url}/draft/${id}/people`);
  assert.equal(await new FormPages(page, schema).textbox("head_name").inputValue(), "Third");
});

test("another language keeps every letter, chosen option and place on the page", async () => {
  const page = await here.open();
  const form = new FormPages(page, schema);
  const spanish = new FormPages(page, schema, "es");
  await form.begin();
  await form.openSection("school");
  await form.fillSection("school", all);
  const name = `${all.school_name} “Ñandú” – 学校 – e\u0301`;
  await form.textbox("school_name").fill(name);
  await page.getByRole("combobox", { name: exactly(form.t("ui.language")) }).selectOption("es");
  await spanish.heading(spanish.t("section.school")).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "es");
  assert.equal(await spanish.textbox("school_name").inputValue(), name.normalize("NFC"));
  assert.equal(await spanish.select("school_country").inputValue(), "ES");
  assert.ok(await spanish.group("school_ownership").getByRole("radio", { name: exactly(spanish.t("option.ownership.public")) }).isChecked());
  await spanish.textbox("school_town").fill("Zumaia");
  await spanish.saved();
  await page.reload();
  await spanish.heading(spanish.t("section.school")).waitFor();
  assert.equal(await spanish.textbox("school_name").inputValue(), name.normalize("NFC"));
  assert.equal(await spanish.textbox("school_town").inputValue(), "Zumaia");
});

test("the page says when it saves and when it has saved", async () => {
  const page = await here.open();
  const form = new FormPages(page, schema);
  await form.begin();
  await form.openSection("school");
  await page.evaluate(() => {
    window.said = [];
    const note = () => document.querySelectorAll("[role=status]").forEach((status) => window.said.push(status.textContent));
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await form.textbox("school_town").fill("Zarautz");
  await eventually(async () => {
    const said = await page.evaluate(() => window.said);
    const saving = said.indexOf(form.t("ui.save.saving"));
    assert.ok(saving >= 0, said.join(" | "));
    assert.ok(said.slice(saving).some((text) => /^Saved .*\d/.test(text)), said.join(" | "));
  });
});
