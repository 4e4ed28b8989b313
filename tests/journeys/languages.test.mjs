// Every language that there is: how it is chosen, what is fetched for it, and how its pages stand on a phone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { overflows, violations } from "../lib/accessibility.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall, sendMany } from "../lib/manifests.mjs";
import { LANGUAGES, exactly, localeOf, words } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const here = journey({ prepare });
const PHONE = { width: 360, height: 740 };
let schema, call;

async function prepare() {
  schema = await formSchema(here.server.url);
  call = await firstCall(here.server);
  await sendMany(here.server, 3);
}

/** A key that nobody found a text for: two or more words joined by dots, the first of them a family of keys. */
const KEY = new RegExp(`(?<![\\w./@])(${[...new Set(Object.keys(words().texts).map((key) => key.split(".")[0]))].join("|")})\\.[a-z_]+`);

/** What the page says of its language: on itself, in its title. */
async function says(page, language, title) {
  await eventually(async () => {
    const root = page.locator("html");
    assert.deepEqual([await root.getAttribute("lang"), await root.getAttribute("dir")], [language, "ltr"]);
    assert.ok((await page.title()).includes(title), `${await page.title()} is not ${title}`);
  });
}

/** The languages whose texts this page has fetched, in this order. */
const fetched = (page) =>
  page.evaluate(() => [
    ...new Set(
      performance
        .getEntriesByType("resource")
        .map(({ name }) => /\/assets\/(?:office\.)?([a-z]+)\.(?:[a-z]+\.)?[0-9a-f]+\.json$/.exec(name)?.[1])
        .filter(Boolean),
    ),
  ]);

/** What is wrong with a page as it stands. */
async function faults(page, name) {
  const found = (await violations(page)).map((sentence) => `${name}: ${sentence}`);
  if (await overflows(page)) found.push(`${name}: wider than the window`);
  const key = KEY.exec(await page.locator("body").innerText());
  if (key) found.push(`${name}: shows the key ${key[0]}`);
  return found;
}

for (const language of LANGUAGES) {
  test(`the form stands on a phone, and nothing of another language is fetched (${language})`, async () => {
    const form = new FormPages(await here.open({ locale: localeOf(language), viewport: PHONE }), schema, language);
    const { page } = form;
    const found = [];
    const look = async (name) => found.push(...(await faults(page, name)));
    await form.heading(form.t("ui.start.title")).waitFor();
    await says(page, language, form.t("ui.start.title"));
    await look("start");
    await form.begin();
    await form.openSection("people");
    await form.button("ui.section.continue").click();
    await form.summary.waitFor();
    await says(page, language, form.t("section.people"));
    await look("section with errors");
    await form.openReview();
    await form.summary.waitFor();
    await look("review");
    assert.deepEqual(await fetched(page), [language]);
    await page.goto(`${here.server.url}/privacy`);
    await form.heading(form.t("privacy.title")).waitFor();
    await says(page, language, form.t("privacy.title"));
    await look("privacy");
    assert.deepEqual(await fetched(page), [language]);
    assert.equal(found.join("\n"), "");
  });

  test(`the office stands on a phone (${language})`, async () => {
    const office = new OfficePages(await here.open({ path: "/office", locale: localeOf(language), viewport: PHONE }), language);
    const { page } = office;
    const found = [];
    const look = async (name) => found.push(...(await faults(page, name)));
    await office.signInButton.click();
    await page.getByText(office.t("office.sign_in.email_missing")).waitFor();
    await look("sign-in");
    await office.signIn(here.server.administrator);
    await office.listStands();
    await says(page, language, office.t("office.list.title"));
    await look("list");
    await office.rows.first().getByRole("link").click();
    await page.getByText(office.t("office.receipt.valid")).waitFor();
    await look("application");
    assert.deepEqual(await fetched(page), [language]);
    assert.equal(found.join("\n"), "");
  });

  test(`days, countries and languages are written as in ${language}`, async () => {
    const form = new FormPages(await here.open({ locale: localeOf(language) }), schema, language);
    const { page } = form;
    await form.heading(form.t("ui.start.title")).waitFor();
    // Node and Chromium may differ in a word; what the browser has is right, if it was asked for the right language.
    const [day, spain] = await page.evaluate(
      ([locale, day]) => [
        new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day)),
        new Intl.DisplayNames(locale, { type: "region" }).of("DE"),
      ],
      [localeOf(language), call.registered_by],
    );
    const own = form.say.has("intl.day");
    await page.getByText(own ? form.say.day(call.registered_by) : day).first().waitFor();
    await form.begin();
    await form.openSection("school");
    await form.select("school_country").selectOption({ label: own ? form.say.option("country", "DE") : spain });
    assert.equal(await form.select("school_country").inputValue(), "DE");
    await form.button("ui.section.continue").click();
    await form.summary.waitFor();
  });
}

test("the choice names every language in itself", async () => {
  const page = await here.open();
  const name = (code) => {
    const name = new Intl.DisplayNames(code, { type: "language" }).of(code);
    return name[0].toUpperCase() + name.slice(1);
  };
  const choice = page.getByRole("combobox", { name: exactly(words().text("ui.language")) });
  const options = await eventually(async () => {
    const options = await choice.locator("option").evaluateAll((all) => all.map((one) => [one.lang, one.value, one.text]));
    assert.ok(options.length > 0);
    return options;
  });
  assert.deepEqual(options.map(([, code]) => code).sort(), [...LANGUAGES].sort());
  assert.deepEqual(options, options.map(([, code]) => [code, code, name(code)]));
});

test("the address chooses before the browser, and is remembered", async () => {
  const page = await here.open({ path: "/?lang=eu", locale: "fr-FR" });
  await says(page, "eu", words("eu").text("ui.start.title"));
  assert.deepEqual(await fetched(page), ["eu"]);
  await page.goto(`${here.server.url}/rubric`);
  await says(page, "eu", words("eu").text("rubric.title"));
});

test("an address that asks for a language that is not there leaves the choice to the browser", async () => {
  const page = await here.open({ path: "/?lang=xx", locale: "it-CH" });
  await says(page, "it", words("it").text("ui.start.title"));
});

test("the browser's languages count in their order, whatever the variant", async () => {
  for (const [wanted, language] of [[["de", "gl-ES", "fr"], "gl"], [["pt-BR", "en"], "pt"], [["nl"], "en"]]) {
    const page = await here.open({ path: "/icon.svg", expected: [/404/] });
    await page.addInitScript((wanted) => Object.defineProperty(navigator, "languages", { get: () => wanted }), wanted);
    await page.goto(here.server.url);
    await says(page, language, words(language).text("ui.start.title"));
    assert.deepEqual(await fetched(page), [language]);
  }
});

test("changing the language takes no letter away, and fetches that language alone", async () => {
  const form = new FormPages(await here.open({ path: "/?lang=en" }), schema);
  const { page } = form;
  const id = await form.begin();
  await form.openSection("school");
  let [typed, now] = ["Colegio ", form];
  await form.textbox("school_name").fill(typed);
  const other = LANGUAGES.filter((language) => language !== "en");
  for (const [at, language] of other.entries()) {
    // No pause before it: what was just typed is not saved yet.
    await now.textbox("school_name").press("End");
    await now.textbox("school_name").pressSequentially(`${at}ñ`);
    typed += `${at}ñ`;
    await page.getByRole("combobox", { name: exactly(now.t("ui.language")) }).selectOption(language);
    now = new FormPages(page, schema, language);
    await now.heading(now.t("section.school")).waitFor();
    await says(page, language, now.t("section.school"));
    assert.equal(await now.textbox("school_name").inputValue(), typed);
    assert.ok(await page.getByRole("combobox", { name: exactly(now.t("ui.language")) }).evaluate((choice) => choice === document.activeElement), "the focus stays where it was");
    assert.deepEqual(await fetched(page), ["en", ...other.slice(0, at + 1)]);
  }
  await now.saved();
  await page.reload();
  await now.heading(now.t("section.school")).waitFor();
  await eventually(async () => assert.equal(await now.textbox("school_name").inputValue(), typed));
  assert.equal(new URL(page.url()).pathname.split("/")[2], id);
});

test("an address that names a language follows the choice", async () => {
  const page = await here.open({ path: "/rubric?lang=fr" });
  await says(page, "fr", words("fr").text("rubric.title"));
  await page.getByRole("combobox", { name: exactly(words("fr").text("ui.language")) }).selectOption("gl");
  await says(page, "gl", words("gl").text("rubric.title"));
  await page.reload();
  await says(page, "gl", words("gl").text("rubric.title"));
});

test("the office changes its language in place and keeps what was asked for", async () => {
  const office = new OfficePages(await here.open({ path: "/office?lang=pt" }), "pt");
  const { page } = office;
  await office.signIn(here.server.administrator);
  await office.listStands();
  await office.search.fill("Urola");
  await page.getByRole("combobox", { name: exactly(office.t("office.language")) }).selectOption("ca");
  const catalan = new OfficePages(page, "ca");
  await catalan.listStands();
  await says(page, "ca", catalan.t("office.list.title"));
  assert.equal(await catalan.search.inputValue(), "Urola");
});
