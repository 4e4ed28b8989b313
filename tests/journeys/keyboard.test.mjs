// Without a mouse, and with the help that some people need: keys alone, and no violation that axe-core can find.

import assert from "node:assert/strict";
import { test } from "node:test";
import { overflows, violations } from "../lib/accessibility.mjs";
import { journey } from "../lib/journey.mjs";
import { focused, stopsOf, tabTo } from "../lib/keyboard.mjs";
import { firstCall, sendMany } from "../lib/manifests.mjs";
import { school } from "../lib/school.mjs";
import { localeOf } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const here = journey({ prepare });
let all, schema;

async function prepare() {
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
  await sendMany(here.server, 8);
}

const ALL_LOOKS = [
  [1280, "light"],
  [1280, "dark"],
  [360, "light"],
  [360, "dark"],
];
/** Another language changes words and their lengths, not colours and roles: two looks see everything of it. */
const LOOKS = { en: ALL_LOOKS, es: [ALL_LOOKS[0], ALL_LOOKS[3]] };

/** What is wrong with a page in each of its looks. */
async function eachLook(page, name, language) {
  const found = [];
  for (const [width, colorScheme] of LOOKS[language]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const look = `${name}, ${width}, ${colorScheme}`;
    found.push(...(await violations(page)).map((sentence) => `${look}: ${sentence}`));
    if (await overflows(page)) found.push(`${look}: wider than the window`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
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
  const heading = form.heading(form.t("section.people"));
  await heading.waitFor();
  await eventually(async () => assert.ok(await heading.evaluate((element) => element === document.activeElement), "a new page begins at its heading"));

  const type = async (control, text) => {
    await tabTo(page, control);
    await keys.type(text);
  };
  for (const id of ["coordinator_name", "coordinator_role", "coordinator_email", "head_name", "head_email"]) await type(form.textbox(id), all[id]);
  for (const [at, { answers }] of all.team.slice(0, 3).entries()) {
    const row = form.row("team", at + 1);
    await type(form.textbox("name", "member", row), answers.name);
    await type(form.textbox("subject", "member", row), answers.subject);
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

test("the search for violations finds one", async () => {
  const page = await here.open();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.evaluate(() => {
    const bare = document.createElement("input");
    document.querySelector("main").append(bare);
  });
  const found = await violations(page);
  assert.ok(found.some((sentence) => sentence.startsWith("label: ")), `${found}`);
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

for (const language of ["en", "es"]) {
  test(`axe finds nothing on the pages of the form (${language})`, async () => {
    const form = new FormPages(await here.open({ path: `/?lang=${language}`, locale: localeOf(language) }), schema, language);
    const { page } = form;
    const found = [];
    const look = async (name) => found.push(...(await eachLook(page, name, language)));
    await form.heading(form.t("ui.start.title")).waitFor();
    await look("start");
    await form.begin();
    await look("overview");
    await form.openSection("people");
    await look("section, empty");
    await form.button("ui.section.continue").click();
    await form.summary.waitFor();
    await look("section, errors");
    await form.fillAll(school(await firstCall(here.server), `Liceo ${language}`));
    await form.openSection("evidence");
    await form.choose(["password.pdf"]);
    await page.getByRole("alert").first().waitFor();
    await look("evidence");
    await form.openSection("safety");
    await look("safety");
    await form.openReview();
    await look("review");
    await form.openSend();
    await form.sendButton.click();
    await form.received();
    await look("receipt");
    assert.deepEqual(found, []);
  });

  test(`axe finds nothing in the office (${language})`, async () => {
    const office = new OfficePages(await here.open({ path: "/office", locale: localeOf(language) }), language);
    const { page } = office;
    const found = [];
    const look = async (name) => found.push(...(await eachLook(page, name, language)));
    await office.signInButton.waitFor();
    await office.signInButton.click();
    await page.getByText(office.t("office.sign_in.email_missing")).waitFor();
    await look("sign-in");
    await office.signIn(here.server.administrator);
    await office.listStands();
    await look("list");
    await office.openRow((await office.schools())[0]);
    await page.getByText(office.t("office.receipt.valid")).waitFor();
    await look("application");
    assert.deepEqual(found, []);
  });
}
