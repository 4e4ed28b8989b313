// The office with a hundred and twenty applications: getting in, finding, coming back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { journey } from "../lib/journey.mjs";
import { sendMany } from "../lib/manifests.mjs";
import { exactly } from "../lib/words.mjs";
import { eventually } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const COUNT = 120;
const here = journey({ prepare });
let sent;

async function prepare() {
  sent = await sendMany(here.server, COUNT);
}

/** Answers that say no are what some of these journeys are about. */
const NO = [/Failed to load resource/, /^4(01|29) /];

async function inside(path = "/office", options = {}) {
  const office = new OfficePages(await here.open({ path, ...options }));
  await office.signIn(here.server.administrator);
  await office.listStands();
  return office;
}

const schoolOf = ({ manifest }) => manifest.answers.school_name;
const query = (office) => new URL(office.page.url()).search;

test("the sign-in says what is missing and what is wrong, and stops guessing", async () => {
  const office = new OfficePages(await here.open({ path: "/office", expected: NO }));
  const { page } = office;
  await office.signInButton.click();
  await page.getByText(office.t("office.sign_in.email_missing")).waitFor();
  await page.getByText(office.t("office.sign_in.password_missing")).waitFor();
  assert.ok(await office.email.evaluate((element) => element === document.activeElement));
  assert.ok((await page.title()).startsWith(office.t("office.error.word")));
  await office.email.fill("nobody@example.org");
  assert.equal(await page.getByText(office.t("office.sign_in.email_missing")).count(), 0);
  await office.password.fill("a wrong password");
  for (let attempt = 0; attempt < 5; attempt++) {
    const answered = page.waitForResponse("**/api/session");
    await office.signInButton.click();
    assert.equal((await answered).status(), 401);
    await page.getByRole("alert").filter({ hasText: office.t("office.sign_in.wrong") }).waitFor();
    await office.signInButton.waitFor();
  }
  await office.signInButton.click();
  await page.getByRole("alert").filter({ hasText: office.t("office.sign_in.slow_down") }).waitFor();
  // Nobody else is kept out by that.
  await office.signIn(here.server.administrator);
  await office.listStands();
});

test("the list is searched, filtered, sorted and paged, and its address says how", async () => {
  const office = await inside();
  const { page } = office;
  await office.count("office.list.all", COUNT).waitFor();
  const size = await office.rows.count();
  assert.ok(size < COUNT);

  await office.search.fill("ΘΕΣΣΑΛΟΝΊΚΗ γυμ");
  await office.count("office.list.found", COUNT / 5).waitFor();
  assert.ok((await office.schools()).every((name) => name.includes("Θεσσαλονίκη")), "any of the words, in small or capital letters");
  await office.search.fill("");
  await office.count("office.list.all", COUNT).waitFor();

  await office.filter("office.list.country").selectOption({ label: "Portugal" });
  await office.count("office.list.found", COUNT / 5).waitFor();
  await office.filter("office.list.state").selectOption({ label: office.t("office.state.complete") });
  await office.count("office.list.found", COUNT / 20).waitFor();
  const wanted = sent.filter(({ manifest, complete }) => complete && manifest.answers.school_country === "PT").map(schoolOf).sort();
  assert.deepEqual((await office.schools()).sort(), wanted);

  await office.sortBy("office.column.school").click();
  await page.getByRole("columnheader", { name: office.t("office.column.school") }).and(page.locator("[aria-sort=ascending]")).waitFor();
  await eventually(async () => assert.deepEqual(await office.schools(), wanted));
  await office.sortBy("office.column.school").click();
  await eventually(async () => assert.deepEqual(await office.schools(), wanted.toReversed()));
  assert.match(query(office), /country=PT/);

  await page.reload();
  await office.listStands();
  await office.count("office.list.found", COUNT / 20).waitFor();
  await eventually(async () => assert.deepEqual(await office.schools(), wanted.toReversed()));
  assert.equal(await office.filter("office.list.country").inputValue(), "PT");

  const reference = sent.find((one) => schoolOf(one) === wanted[2]).receipt.statement.reference;
  await office.openRow(wanted[2]);
  await page.getByText(reference).first().waitFor();
  await page.goBack();
  await office.count("office.list.found", COUNT / 20).waitFor();
  assert.match(query(office), /country=PT&state=complete/);
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await office.count("office.list.found", COUNT / 5).waitFor();
  assert.equal(await office.filter("office.list.state").inputValue(), "");

  await office.search.fill("no school is called like that");
  await page.getByText(office.t("office.list.nothing_title")).waitFor();
  await page.getByRole("button", { name: office.t("office.list.clear") }).click();
  await office.count("office.list.all", COUNT).waitFor();
});

test("every application stands on exactly one page", async () => {
  const office = await inside();
  const { page } = office;
  const pages = page.getByRole("navigation", { name: office.t("office.pages.name") });
  await office.sortBy("office.column.school").click();
  await eventually(() => assert.match(query(office), /sort=school/));
  const seen = [];
  const pageCount = Math.ceil(COUNT / (await office.rows.count()));
  for (let n = 1; n <= pageCount; n++) {
    await pages.getByRole("link", { name: exactly(office.t("office.pages.page", { n })) }).and(page.locator("[aria-current=page]")).waitFor();
    const before = seen.at(-1);
    await eventually(async () => assert.notEqual((await office.schools()).at(-1), before));
    await page.locator("table[aria-busy=false]").waitFor();
    seen.push(...(await office.schools()));
    if (n < pageCount) await pages.getByRole("link", { name: office.t("office.pages.next") }).click();
  }
  assert.deepEqual(seen.toSorted(), sent.map(schoolOf).toSorted());
});

test("what is downloaded is what was found", async () => {
  const office = await inside("/office/applications?country=PL&state=complete");
  await office.count("office.list.found", COUNT / 20).waitFor();
  const { bytes, name } = await office.download(office.page.getByRole("link", { name: / JSON: / }));
  assert.equal(name, "applications.json");
  const entries = JSON.parse(bytes);
  assert.equal(entries.length, COUNT / 20);
  assert.ok(entries.every(({ manifest, state }) => manifest.answers.school_country === "PL" && state === "complete"));
});

test("a school without its files is shown as such, and warnings lead to the answers", async () => {
  const doubtful = sent[7];
  const office = await inside();
  await office.page.goto(`${here.server.url}/office/applications/${doubtful.manifest.submission}`);
  await office.heading(schoolOf(doubtful)).waitFor();
  await office.page.getByText(office.t("office.state.incomplete")).first().waitFor();
  await office.page.getByText(office.t("office.evidence.missing")).first().waitFor();
  const panel = office.page.getByRole("region", { name: office.say.count("office.findings.title", 1) });
  await panel.getByRole("link").click();
  await eventually(async () => {
    const focus = await office.page.evaluate(() => document.activeElement.innerText);
    assert.ok(focus.includes(office.t("field.policy_reviewed_on")), focus);
  });
});

test("when the session has ended one signs in and is back where one was", async () => {
  const office = await inside("/office/applications?country=IT", { expected: NO });
  const { page } = office;
  await office.count("office.list.found", COUNT / 5).waitFor();
  assert.equal(await page.evaluate(async () => (await fetch("/api/session", { method: "DELETE" })).status), 204);
  await office.filter("office.list.state").selectOption({ label: office.t("office.state.complete") });
  await page.getByText(office.t("office.sign_in.expired")).waitFor();
  await office.signIn(here.server.administrator);
  await office.count("office.list.found", COUNT / 20).waitFor();
  assert.match(query(office), /country=IT&state=complete/);
  await page.getByRole("button", { name: office.t("office.sign_out") }).click();
  await page.getByText(office.t("office.sign_in.left")).waitFor();
  await page.goBack();
  await office.signInButton.waitFor();
  assert.equal(await page.getByRole("table").count(), 0);
});
