// What is heard: a simulated screen reader goes through the pages in Chromium, and listens to what changes by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { school } from "../lib/school.mjs";
import { listen } from "../lib/screen-reader.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
let schema, all;

async function prepare() {
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
}

async function at(section, options) {
  const form = new FormPages(await here.open(options), schema);
  await form.begin();
  await form.openSection(section);
  return form;
}

const sheet = (form) => form.page.getByRole("main").locator("form");

/** The phrase that begins like this. */
function phrase(said, beginning) {
  const found = said.find((one) => one.startsWith(beginning));
  assert.ok(found, `nothing is heard that begins with “${beginning}”:\n${said.join("\n")}`);
  return found;
}

/** These phrases are heard in this order, other things between them. */
function inOrder(said, ...phrases) {
  let from = 0;
  for (const wanted of phrases) {
    const at = said.findIndex((one, index) => index >= from && (wanted instanceof RegExp ? wanted.test(one) : one === wanted));
    assert.ok(at >= 0, `“${wanted}” is not heard after phrase ${from}:\n${said.join("\n")}`);
    from = at + 1;
  }
}

test("a field is heard with its label, hint, error, and that it must be answered", async () => {
  const form = await at("people");
  const before = await (await listen(form.page)).read(sheet(form));
  const hint = form.t("field.coordinator_email.hint");
  const quiet = phrase(before, `textbox, ${form.t("field.coordinator_email")}`);
  assert.ok(quiet.includes(hint) && quiet.includes("required") && !/(^|, )invalid/.test(quiet), quiet);
  const optional = await at("school");
  const website = phrase(await (await listen(optional.page)).read(sheet(optional)), `textbox, ${form.t("field.school_website")}`);
  assert.ok(website.includes(form.t("ui.field.optional")) && !/(^|, )required/.test(website), website);

  await form.textbox("coordinator_email").fill("miren@");
  await form.button("ui.section.continue").click();
  await form.summary.waitFor();
  const said = await (await listen(form.page)).read(sheet(form));
  const wrong = phrase(said, `textbox, ${form.t("field.coordinator_email")}`);
  for (const part of ["miren@", hint, form.t("ui.field.error"), form.t("rule.not_email"), "invalid", "required"]) assert.ok(wrong.includes(part), wrong);

  // The summary: how many, and each with the name of its question.
  const summary = form.say.count("ui.error.summary", 15);
  inOrder(said, `alert, ${summary}`, `heading, ${summary}, level 2`, /^listitem.* position 1, set size 15$/, `link, ${form.t("field.coordinator_name")}: ${form.t("rule.required")}`, /^link, Teacher 2: /, `end of alert, ${summary}`);

  // A choice is heard as one, with what is wrong with it.
  const choice = phrase(said, `radiogroup, ${form.t("field.ambassador")}`);
  for (const part of [form.t("field.ambassador.hint"), form.t("rule.choice_required"), "invalid", "required"]) assert.ok(choice.includes(part), choice);
  inOrder(said, choice, `radio, ${form.t("option.yes_no.yes")}, not checked, position 1, set size 2`, `radio, ${form.t("option.yes_no.no")}, not checked, position 2, set size 2`, /^end of radiogroup/);
});

test("rows are heard as a list, each with its number, and what is in them with theirs", async () => {
  const form = await at("people");
  await form.textbox("name", "member", form.row("team", 2)).fill("Ainhoa");
  const said = await (await listen(form.page)).read(form.table("team"));
  const second = `${form.t("item.member", { n: 2 })} Ainhoa`;
  inOrder(said, `heading, ${form.t("field.team")}, level 2`, /^listitem.* position 2, set size 3$/, new RegExp(`^group, ${second}`), new RegExp(`^heading, ${second}, level 3`), new RegExp(`^button, ${form.t("ui.rows.remove")} ${form.t("item.member", { n: 2 })}`), new RegExp(`^radiogroup, ${form.t("field.member.drafted").replace("?", "\\?")} ${second}`), /^listitem.* position 3, set size 3$/);

  const indicators = await at("safety");
  const table = await (await listen(indicators.page)).read(indicators.table("safety_indicators"));
  const first = form.t("row.safety_indicators.acceptable_use");
  inOrder(table, new RegExp(`^group, 1 ?${first.slice(0, 20)}`), new RegExp(`^radiogroup, 1 ?${first.slice(0, 20)}.*required`), `radio, ${form.t("option.indicator.yes")}, not checked, position 1, set size 3`);
});

test("counter, saving and what was removed are said by themselves", async () => {
  const form = await at("leadership");
  const plan = form.textbox("plan");
  await plan.fill("a".repeat(150));
  await form.saved();
  const described = phrase(await (await listen(form.page)).read(sheet(form)), `textbox, ${form.t("field.plan")}`);
  assert.ok(described.includes(form.say.count("ui.count.characters_short", 50)), described);
  const reader = await listen(form.page);
  await reader.attend();
  await plan.fill("a".repeat(210));
  const hears = (text) => eventually(async () => assert.ok((await reader.said()).some((one) => one.startsWith(`polite: ${text}`)), `${text}: ${await reader.said()}`));
  await hears(form.t("ui.save.saving"));
  await hears(form.t("ui.save.saved", { time: "" }).trim());
  await hears(form.say.count("ui.count.characters_left", 1_790));
  await reader.leave();
});

test("an attached file is heard, and why one is refused", async () => {
  const form = await at("declaration");
  const before = await (await listen(form.page)).read(sheet(form));
  const group = phrase(before, `group, ${form.t("field.declaration_file")}`);
  assert.ok(group.includes(form.t("field.declaration_file.hint")), group);
  await form.openSection("evidence");
  await form.choose(["minutes.pdf"]);
  await form.items.first().waitFor();
  await form.choose(["password.pdf"]);
  await form.page.getByRole("alert").waitFor();
  const said = await (await listen(form.page)).read(form.register);
  inOrder(said, "alert", new RegExp(`^heading, ${form.t("ui.files.refused")} password.pdf, level 3`), /^button, /, /^end of alert/, /^article, Minutes/);
});

test("sending is heard: where it stands, how far each file is, and that it has arrived", async () => {
  const form = new FormPages(await here.open(), schema);
  const { page } = form;
  await form.begin();
  await form.fillAll(all);
  await form.openSend();
  let go;
  const held = new Promise((done) => (go = done));
  await page.route("**/api/uploads/*", async (route) => {
    await held;
    await route.continue();
  });
  await form.sendButton.click();
  await form.standing("ui.send.committed_title").waitFor();
  const said = await (await listen(page)).read(page.getByRole("main"));
  phrase(said, `status`);
  inOrder(said, `heading, ${form.t("ui.send.committed_title")}, level 2`, /^progressbar, .*policy\.pdf/);
  go();
  await form.received();
  const receipt = await (await listen(page)).read(page.getByRole("main"));
  inOrder(receipt, `heading, ${form.t("ui.receipt.title")}, level 1`, form.t("ui.receipt.reference"));
});
