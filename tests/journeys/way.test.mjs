// The way through the form: examples and estimates beside it, keys that lead on, the way back, and what is pasted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { journey } from "../lib/journey.mjs";
import { LANGUAGES, words } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

let schema;
const here = journey({ prepare: async () => (schema = await formSchema(here.server.url)) });

async function begun(options) {
  const form = new FormPages(await here.open(options), schema);
  const id = await form.begin();
  return { form, page: form.page, id };
}

const focusIs = (control) => eventually(async () => assert.ok(await control.evaluate((element) => element === document.activeElement), `the focus is on ${control}`));

/** A page takes keys once what helps is here. */
const helps = (page, form) => page.getByRole("link", { name: form.t("shortcuts.title") }).waitFor();

test("an example of a good answer is shown on demand, by keyboard, and never becomes the answer", async () => {
  const { form, page } = await begun();
  await form.openSection("leadership");
  const row = form.fixedRow("leadership_statements", "responsibility");
  const example = row.getByText(form.t("example.leadership.explanation"));
  assert.ok(!(await example.isVisible()), "it is closed at first");
  await row.locator("summary").focus();
  await page.keyboard.press("Enter");
  await example.waitFor();
  await row.getByText(form.t("ui.field.example_only")).waitFor();
  assert.equal(await form.textbox("explanation", "statement", row).inputValue(), "");
  await page.keyboard.press("Enter");
  await example.waitFor({ state: "hidden" });
  await form.openSection("model");
  await page.locator("summary", { hasText: form.t("ui.field.example") }).last().click();
  await page.getByText(form.t("example.model.plan")).waitFor();
});

test("what a section takes is told until it is complete, and what all of it takes on the first page", async () => {
  const page = await here.open();
  const form = new FormPages(page, schema);
  const hours = /about \d hours/;
  await page.getByText(hours).waitFor();
  await form.begin();
  const tasks = page.getByRole("main").getByRole("listitem");
  const people = tasks.filter({ hasText: form.t("section.people") });
  await people.getByText(/about \d+ minutes/).waitFor();
  await page.getByText(/^Still to do: about \d hours/).waitFor();
  assert.equal(await page.getByRole("main").getByText(/^about \d+ (minutes|hour)$/).count(), 11);
});

test("keys lead from page to page, to what is missing, and say whether it is saved", async () => {
  const { form, page } = await begun();
  await helps(page, form);
  const press = (key) => page.keyboard.press(`Alt+Shift+${key}`);
  await eventually(async () => {
    await press("PageDown");
    await form.heading(form.t("section.school")).waitFor({ timeout: 500 });
  });
  await press("PageDown");
  await form.heading(form.t("section.people")).waitFor();
  assert.equal(await form.stepLink(form.t("section.eligibility")).getAttribute("aria-keyshortcuts"), "Alt+Shift+PageDown");
  assert.equal(await form.stepLink(form.t("section.school")).getAttribute("aria-keyshortcuts"), "Alt+Shift+PageUp");
  await press("PageUp");
  await form.heading(form.t("section.school")).waitFor();

  await press("W");
  await focusIs(form.select("school_country"));
  await press("W");
  await focusIs(form.textbox("school_name"));
  await page.keyboard.type("IES Ñandú");
  await press("W");
  await focusIs(form.textbox("school_code"));
  assert.equal(await form.textbox("school_name").inputValue(), "IES Ñandú", "no shortcut has typed anything");
  await press("Y");
  await eventually(async () => assert.match(await page.locator("#live").textContent(), /^Saved /));

  // With AltGr, which is Ctrl and Alt, and without Alt, letters are typed as ever.
  await form.textbox("school_town").focus();
  await page.keyboard.type("Wyz J");
  assert.equal(await form.textbox("school_town").inputValue(), "Wyz J");
  await page.keyboard.press("Control+Alt+Shift+Z");
  await form.heading(form.t("section.school")).waitFor();

  await press("Z");
  await form.heading("IES Ñandú").waitFor();
  await press("J");
  await page.getByRole("heading", { name: form.t("shortcuts.title") }).waitFor();
  await focusIs(page.getByRole("heading", { name: form.t("shortcuts.title") }));
  assert.equal(await page.locator("kbd").count(), 18);
  await page.goBack();
  await form.heading("IES Ñandú").waitFor();
});

test("a draft that is opened again leads to the field that was left", async () => {
  const { form, page, id } = await begun();
  await helps(page, form);
  await form.openSection("safety");
  await form.textbox("policy_title").fill("Plan digital");
  await form.textbox("policy_responsible").focus();
  await form.saved();
  await page.goto(here.server.url);
  await page.goto(`${here.server.url}/draft/${id}`);
  await page.getByRole("link", { name: form.t("ui.overview.resume", { section: form.t("section.safety") }) }).click();
  await form.heading(form.t("section.safety")).waitFor();
  await focusIs(form.textbox("policy_responsible"));
  await page.reload();
  await focusIs(form.textbox("policy_responsible"));

  await page.goto(`${here.server.url}/draft/${id}/erase`);
  await form.button("ui.vault.erase").click();
  await page.getByRole("heading", { name: form.t("ui.vault.erased_title") }).waitFor();
  assert.ok(!(await page.evaluate((id) => JSON.stringify({ ...localStorage }).includes(id), id)), "nothing names a draft that was erased");
});

/** Pastes as the browser does, from its own clipboard. */
async function paste(page, text, control) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await control.focus();
  await page.keyboard.press("Control+v");
}

test("what is pasted from a word processor comes plain, whole, and can be undone", async () => {
  const { form, page } = await begun({ permissions: ["clipboard-read", "clipboard-write"] });
  await helps(page, form);
  await form.openSection("safety");
  const known = form.textbox("policy_known");
  await known.fill("Before  after");
  await known.evaluate((element) => element.setSelectionRange(7, 7));
  await paste(page, "We\u00a0in\u00adform:\r\n\u00b7\tpupils\r\no\tfamilies\r\n\r\n\r\n\r\n\r\n“staff”\u200b", known);
  const plain = "Before We inform:\n- pupils\n- families\n\n\n“staff” after";
  await eventually(async () => assert.equal(await known.inputValue(), plain));
  assert.equal(await known.evaluate((element) => element.selectionStart), plain.length - " after".length, "the caret stands behind it");
  await page.keyboard.type("!");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await eventually(async () => assert.equal(await known.inputValue(), "Before  after", "undone"));
  await page.keyboard.press("Control+Shift+z");
  await eventually(async () => assert.equal(await known.inputValue(), plain, "done again"));

  const long = `${"ninguna palabra se pierde,\u00a0".repeat(60)}\r\n`;
  await known.fill("");
  await paste(page, long, known);
  await eventually(async () => assert.equal((await known.inputValue()).trim(), long.replaceAll("\u00a0", " ").trim()));
  await page.getByText(/too many/).first().waitFor();

  await paste(page, "Plan\r\n digital\u00a0de centro\r\n", form.textbox("policy_title"));
  assert.equal(await form.textbox("policy_title").inputValue(), "Plan digital de centro");
  await form.openSection("people");
  await paste(page, "\u00a0head@example.org\r\n", form.textbox("head_email"));
  assert.equal(await form.textbox("head_email").inputValue(), "head@example.org");
  await form.saved();
  await page.reload();
  await eventually(async () => assert.equal(await form.textbox("head_email").inputValue(), "head@example.org"));
});

test("examples and shortcuts speak every language", async () => {
  for (const code of LANGUAGES) {
    const form = new FormPages(await here.open({ path: `/?lang=${code}` }), schema, code);
    await form.begin();
    await form.openSection("students");
    await form.page.locator("summary", { hasText: form.t("ui.field.example") }).first().click();
    await form.page.getByText(words(code).text("example.students.explanation")).first().waitFor();
    await form.page.goto(`${here.server.url}/accessibility`);
    await form.page.getByRole("heading", { name: form.t("shortcuts.title") }).waitFor();
    assert.equal(await form.page.locator("kbd").count(), 18, code);
  }
});
