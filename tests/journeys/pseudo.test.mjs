// Every page in a language that nobody speaks: words that stand in the program instead of the locale files show
// themselves, and so does what is cut off as soon as words grow longer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { overflows } from "../lib/accessibility.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall, sendMany } from "../lib/manifests.mjs";
import { answerPseudo, cutOff, pseudo, unbracketed } from "../lib/pseudo.mjs";
import { school } from "../lib/school.mjs";
import { words } from "../lib/words.mjs";
import { SECTIONS } from "../lib/form.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const here = journey({ prepare });
const WIDTHS = [360, 1280];
let schema, call, all, known;

async function prepare() {
  schema = await formSchema(here.server.url);
  call = await firstCall(here.server);
  await sendMany(here.server, 5);
  all = school(call);
  known = new Set(["Insignia", call.id, ...NAMES, ...browserWords(), ...typed(all)]);
}

/** Kinds of files, units and scales, which are called the same in every language. */
const NAMES = ["PDF", "PNG", "JPG", "JPEG", "WebP", "Word", "DOCX", "ODT", "ZIP", "CSV", "JSON", "kB", "MB", "GB", "SHA-256", "UTC", "GMT", "CET", "CEST"];

/** What the browser writes of itself: months, countries, languages. */
function browserWords() {
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2027, month, 15)));
  const named = ["long", "short"].flatMap((month) => months.map((day) => new Intl.DateTimeFormat("en-GB", { month }).format(day)));
  const say = words();
  const options = (set, field) => (field.enum ?? field.items.enum).map((code) => say.option(set, code));
  const cells = schema.properties.evidence.items.properties.answers.properties;
  return [...named, "at", ...options("country", schema.properties.school_country), ...options("language", cells.language)];
}

/** Every text that somebody typed, and the names of their files. */
function typed(value) {
  if (typeof value === "string") return value.length > 1 ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(typed) : [];
}

async function open(options) {
  // Where there can be no service worker, the page is told nothing of one.
  const expected = [/reading 'waiting'/, ...(options?.expected ?? [])];
  const page = await here.open({ path: "/404", serviceWorkers: "block", expected });
  await answerPseudo(page);
  return page;
}

/** Collects what is wrong with the pages that are looked at, in both widths. */
function looking(page, more = []) {
  const found = new Set();
  const look = async (name) => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const line of await unbracketed(page, new Set([...known, ...more]))) found.add(`${name}: not in a locale file: ${line}`);
      for (const line of await cutOff(page)) found.add(`${name}, ${width}: cut off: ${line}`);
      if (await overflows(page)) found.add(`${name}, ${width}: wider than the window`);
    }
  };
  return { found, look };
}

test("the longer language is what it says", () => {
  const text = words().text("ui.start.title");
  assert.ok(pseudo(text).length >= text.length * 1.35);
  assert.equal(pseudo("{n} of {count}").match(/\{\w+\}/g).length, 2);
});

test("a word that stands in a page is found, and a text that is cut off", async () => {
  const page = await open();
  await page.goto(here.server.url);
  await page.getByRole("heading", { level: 1, name: pseudo(words().text("ui.start.title")) }).waitFor();
  await page.evaluate(() => {
    const [word, cut] = [document.createElement("p"), document.createElement("div")];
    word.textContent = "Hard-coded";
    cut.textContent = "⟦A very long text indeed⟧";
    Object.assign(cut.style, { width: "60px", overflow: "hidden", whiteSpace: "nowrap" });
    document.querySelector("main").append(word, cut);
  });
  assert.deepEqual(await unbracketed(page, known), ["<p> Hard-coded"]);
  assert.equal((await cutOff(page)).length, 1);
});

test("the form has no word but those of the locale files, and room for longer ones", async () => {
  const page = await open();
  const form = new FormPages(page, schema, words("en", pseudo));
  const { found, look } = looking(page);
  const visit = async (path, name) => {
    await page.goto(here.server.url + path);
    // A page names itself when it stands; before, it may still be fetching what it needs.
    await eventually(async () => assert.match(await page.title(), new RegExp(`⟦|${all.school_name}`)));
    await page.getByRole("heading", { level: 1 }).waitFor();
    await look(name);
  };
  for (const [path, name] of [["/form", "whole form"], ["/rubric", "rubric"], ["/privacy", "privacy"], ["/open", "open a draft"], ["/nowhere", "not found"], ["/", "start"]]) await visit(path, name);
  const id = await form.begin();
  await look("overview, empty");
  for (const section of Object.keys(SECTIONS)) {
    await form.openSection(section);
    await look(`${section}, empty`);
    await form.button("ui.section.continue").click();
    await look(`${section}, errors`);
  }
  await form.openReview();
  await form.summary.waitFor();
  await look("review, errors");
  await page.setViewportSize({ width: 1280, height: 900 });
  await form.fillAll(all);
  await form.openSection("school");
  // Provinces have official names, in the languages of their people.
  for (const name of await form.select("school_province").locator("option").allInnerTexts()) if (!name.includes("⟦")) known.add(name);
  for (const section of Object.keys(SECTIONS)) {
    await form.openSection(section);
    await look(`${section}, filled`);
  }
  await form.openSection("evidence");
  await form.choose(["password.pdf"]);
  await page.getByRole("alert").first().waitFor();
  known.add("password.pdf");
  await look("evidence, refused");
  for (const step of ["/declaration-of-honour", "/save", "/history", ""]) await visit(`/draft/${id}${step}`, `draft${step}`);
  await form.openReview();
  await look("review");
  await form.openSend();
  await look("send");
  await form.sendButton.click();
  await form.received();
  await look("receipt");
  assert.equal([...found].join("\n"), "");
});

test("the office has no word but those of the locale files, and room for longer ones", async () => {
  const page = await open({ expected: [/401/] });
  const { administrator } = here.server;
  const office = new OfficePages(page, words("en", pseudo));
  const { found, look } = looking(page, [administrator.email]);
  await page.goto(`${here.server.url}/office`);
  await office.signInButton.click();
  await page.getByText(office.t("office.sign_in.email_missing")).waitFor();
  await look("sign-in, empty");
  await office.signIn({ ...administrator, password: "not the password" });
  await eventually(async () => assert.match(await page.getByRole("alert").first().innerText(), /⟦/));
  await look("sign-in, refused");
  await office.signIn(administrator);
  await office.listStands();
  await look("list");
  const name = (await office.schools())[0];
  for (const text of [name, "photo.jpg"]) known.add(text);
  await office.search.fill("nothing is called so");
  await page.getByText(office.t("office.list.nothing_title")).waitFor();
  await look("list, nothing found");
  await office.search.fill("");
  await office.rows.first().getByRole("link").click();
  await page.getByText(office.t("office.receipt.valid")).waitFor();
  await look("application");
  await page.goto(`${here.server.url}/office/nowhere`);
  await page.getByRole("heading", { level: 1, name: /⟦/ }).waitFor();
  await look("not found");
  assert.equal([...found].join("\n"), "");
});
