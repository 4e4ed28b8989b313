// Confirm early, complain late: what the form says, and when.

import assert from "node:assert/strict";
import { test } from "node:test";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { addDays, school } from "../lib/school.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
let schema, call, all;

async function prepare() {
  schema = await formSchema(here.server.url);
  call = await firstCall(here.server);
  all = school(call);
}

async function at(section, options) {
  const form = new FormPages(await here.open(options), schema);
  await form.begin();
  await form.openSection(section);
  return form;
}

const invalid = (control) => control.getAttribute("aria-invalid");

test("nothing is wrong while something is typed for the first time", async () => {
  const form = await at("school");
  const email = form.textbox("school_email");
  const name = form.textbox("school_name");
  for (const letter of "idazk") {
    await email.press(letter);
    assert.equal(await invalid(email), null);
  }
  await email.press("Tab");
  await eventually(async () => assert.equal(await invalid(email), "true"));
  assert.match(await form.described(email), new RegExp(form.t("rule.not_email")));
  // A field that was only passed through is left in peace.
  await name.focus();
  await name.press("Tab");
  assert.equal(await invalid(name), null);

  await email.focus();
  await email.press("End");
  for (const letter of "@urola.") {
    await email.press(letter);
    assert.equal(await invalid(email), "true", "still wrong, still said");
  }
  await email.pressSequentially("eus");
  // Not after leaving the field: with the letter that mended it.
  await eventually(async () => assert.equal(await invalid(email), null), 1_000);
  assert.ok(await email.evaluate((element) => element === document.activeElement));
  await email.press("Backspace");
  await email.press("Backspace");
  await email.press("Backspace");
  assert.equal(await invalid(email), null, "what was mended may be typed anew without complaint");
});

test("what is pressed right after a wrong answer does not move away from under the finger", async () => {
  // Room for all of it: where nothing is scrolled, no browser holds the page still by itself.
  const form = await at("eligibility", { viewport: { width: 1280, height: 1_600 } });
  const { page } = form;
  const joined = form.textbox("joined_on");
  await joined.fill(addDays(call.registered_by, 1));
  const choice = form.group("activity", "active", form.row("active_teachers", 1)).getByRole("radio").first();
  const { x, y, width, height } = await choice.boundingBox();
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
  await page.mouse.up();
  assert.ok(await choice.isChecked(), "the press was lost");
  await eventually(async () => assert.ok((await form.described(joined)).includes(form.t("rule.too_late", { to: form.say.day(call.registered_by) }))));
});

test("the counter counts with every letter, and text that is too long is kept whole", async () => {
  const form = await at("leadership");
  const plan = form.textbox("plan", undefined);
  await plan.fill("a".repeat(199));
  await form.page.getByText(form.say.count("ui.count.characters_short", 1)).waitFor();
  await plan.press("End");
  await plan.press("b");
  await form.page.getByText(form.say.count("ui.count.characters_left", 1_800)).waitFor();
  // Letters are counted as people see them, not as machines store them.
  await plan.fill("é".repeat(100) + "👩‍🏫".repeat(50) + "e\u0301".repeat(100));
  await eventually(async () => assert.match(await form.described(plan), /250 \/ 200–2,000|\b(300|400|350|450) \//));
  const pasted = `${"Lo que queremos es más. ".repeat(120)}Fin`;
  await plan.focus();
  await form.page.evaluate(() => document.activeElement.select());
  await form.page.keyboard.insertText(pasted);
  await form.page.getByText(form.say.count("ui.count.characters_over", pasted.length - 2_000)).waitFor();
  assert.equal(await plan.inputValue(), pasted);
  await plan.press("Tab");
  await eventually(async () => assert.match(await form.described(plan), /Shorten this to 2,?000 characters/));
  await form.saved();
  await form.page.reload();
  await eventually(async () => assert.equal(await form.textbox("plan").inputValue(), pasted));
});

test("going on with errors leads to a focused summary whose links lead to the fields", async () => {
  const form = await at("people");
  const { page } = form;
  assert.ok(!(await page.title()).startsWith("Error:"));
  await form.textbox("head_name").fill("J");
  await form.button("ui.section.continue").click();
  await form.summary.waitFor();
  await eventually(async () => assert.ok(await form.summary.evaluate((element) => element === document.activeElement), "the summary has the focus"));
  await eventually(async () => assert.ok((await page.title()).startsWith("Error: "), await page.title()));
  const links = await form.summary.getByRole("link").all();
  // Four plain fields empty, one too short, three teachers with three questions each, one choice.
  assert.equal(links.length, 4 + 1 + 9 + 1);
  assert.ok((await form.summary.innerText()).includes(form.say.count("ui.error.summary", links.length)));

  for (const link of links) {
    const text = await link.innerText();
    await link.click();
    const focus = await eventually(async () => {
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        const group = element.closest("fieldset");
        const label = element.type === "radio" ? group?.querySelector("legend") : element.labels?.[0];
        return { tag: element.tagName, label: label?.innerText ?? "", top: element.getBoundingClientRect().top };
      });
      assert.ok(["INPUT", "SELECT", "TEXTAREA"].includes(focus.tag), `${text} leads to ${focus.tag}`);
      assert.ok(text.includes(focus.label.replace(/ optional$/, "")), `${text} leads to ${focus.label}`);
      return focus;
    });
    assert.ok(focus.top >= 0 && focus.top < 900, `${text} is in sight`);
  }

  // The summary shortens itself as things are mended.
  await form.textbox("head_name").fill("Joseba Peña");
  await eventually(async () => assert.equal(await form.summary.getByRole("link").count(), links.length - 1));
  await form.fillSection("people", all);
  await eventually(async () => assert.equal(await form.summary.count(), 0));
  await eventually(async () => assert.ok(!(await page.title()).startsWith("Error:")));
  await form.goOn(form.t("section.eligibility"));
});

test("what only Spanish schools are asked goes away with another country, and comes back with what was in it", async () => {
  const form = await at("school");
  assert.equal(await form.select("school_province").count(), 0);
  await form.answer("school_country", "ES");
  await form.answer("school_province", "20");
  const code = form.textbox("school_code");
  await code.fill("123");
  await code.press("Tab");
  await eventually(async () => assert.match(await form.described(code), new RegExp(form.t("rule.wrong_school_code"))));
  await form.answer("school_country", "PT");
  await form.select("school_province").waitFor({ state: "detached" });
  await eventually(async () => assert.equal(await invalid(code), null));
  await form.openReview();
  assert.equal(await form.page.getByRole("term").filter({ hasText: form.t("field.school_province") }).count(), 0);
  await form.openSection("school");
  await form.answer("school_country", "ES");
  assert.equal(await form.select("school_province").inputValue(), "20");
});

test("a warning is said and stops nobody", async () => {
  const form = await at("school");
  await form.fillSection("school", { ...all, school_province: "28" });
  const province = form.select("school_province");
  await eventually(async () => assert.match(await form.described(province), new RegExp(form.t("rule.province_mismatch"))));
  assert.equal(await invalid(province), null);
  await form.goOn(form.t("section.people"));
});

test("a date outside the call, a wrong host and one teacher twice are said in words", async () => {
  const form = await at("people");
  await form.fillSection("people", all);
  await form.openSection("eligibility");
  await form.fillSection("eligibility", { ...all, joined_on: addDays(call.registered_by, 5) });
  const joined = form.textbox("joined_on");
  await joined.focus();
  await joined.blur();
  await form.button("ui.section.continue").click();
  await eventually(async () => assert.ok((await form.described(joined)).includes(form.t("rule.too_late", { to: form.say.day(call.registered_by) }))));
  await joined.fill(call.registered_by);
  await eventually(async () => assert.equal(await invalid(joined), null));
  const second = form.row("active_teachers", 2);
  await form.select("teacher", "active", second).selectOption({ label: all.team[0].answers.name });
  await eventually(async () => assert.match(await form.described(form.select("teacher", "active", second)), new RegExp(form.t("rule.duplicate"))));
  // The three requirements follow what is typed.
  await form.page.getByText(form.t("requirement.teachers.unmet")).waitFor();
});

test("rows are taken away and put back, and a summary says what stays wrong on the review page", async () => {
  const form = await at("people");
  await form.fillSection("people", all);
  const third = form.row("team", 3);
  await third.getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }).click();
  const undo = form.page.getByRole("status").filter({ hasText: form.t("ui.rows.removed", { name: form.t("item.member", { n: 3 }) }) });
  await undo.waitFor();
  await eventually(async () => assert.ok(await undo.evaluate((element) => element === document.activeElement)));
  await form.row("team", 4).waitFor({ state: "detached" });
  await form.button("ui.rows.undo").click();
  await form.row("team", 4).waitFor();
  assert.equal(await form.textbox("name", "member", form.row("team", 3)).inputValue(), all.team[2].answers.name);
  await form.openReview();
  await form.summary.waitFor();
  assert.ok((await form.page.title()).startsWith("Error: "));
  await form.button("ui.review.send").click();
  await eventually(async () => assert.ok(await form.summary.evaluate((element) => element === document.activeElement)));
  await form.summary.getByRole("link").filter({ hasText: form.t("field.policy_title") }).click();
  await form.heading(form.t("section.safety")).waitFor();
  await eventually(async () => assert.ok(await form.textbox("policy_title").evaluate((element) => element === document.activeElement)));
});
