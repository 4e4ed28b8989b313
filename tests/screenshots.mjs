// Pictures of pages, made in the real browser:
//   node screenshots.mjs            every kind of page, by filling in and sending a whole application, into tests/out
//   node screenshots.mjs --readme   the same, and the two for the README into docs
//   node screenshots.mjs --guides   only the few that the guides show, into docs/guide
//   node screenshots.mjs --sheet    every page in every state, and contact sheets of them, into tests/out; names of
//                                   groups of states (lib/states.mjs) may follow

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "./lib/browser.mjs";
import { callFolder } from "./lib/calls.mjs";
import { firstCall, sendMany } from "./lib/manifests.mjs";
import { eachLook, smaller, wholePage } from "./lib/pictures.mjs";
import { school } from "./lib/school.mjs";
import { startServer } from "./lib/server.mjs";
import { contactSheets } from "./lib/sheet.mjs";
import { exactly, localeOf } from "./lib/words.mjs";
import { FormPages, formSchema } from "./pages/form.mjs";
import { OfficePages } from "./pages/office.mjs";

const ROOT = resolve(fileURLToPath(import.meta.url), "../..");
const OUT = join(ROOT, "tests/out");
const DOCS = join(ROOT, "docs");
const README = { "section-filled-1280-light-en": "form.png", "list-1280-light-en": "office.png" };
/** What the guides show, each with the role of what is in the middle of the picture, if that is not the top of the page. */
const GUIDES = { start: "", "section-filled": "", evidence: "alert", save: "", receipt: "", protect: "", list: "", application: "" };
const GUIDE_SIZE = { width: 1280, height: 800 };
const MOST_BYTES = { readme: 200_000, guides: 150_000 };
const [mode = "--all", ...groups] = process.argv.slice(2);

mkdirSync(OUT, { recursive: true });
// The states need a call of their own, which they close and open again.
const calls = mode === "--sheet" ? await callFolder() : undefined;
const server = await startServer(calls && { env: { INSIGNIA_CALLS: calls } });
const browser = await launchBrowser();
let taken = 0;

/** The page as it stands, whole, in both widths and both schemes. */
async function picture(page, name, language) {
  await eachLook(page, async ({ width, colorScheme }) => {
    const file = `${name}-${width}-${colorScheme}-${language}`;
    await wholePage(page, join(OUT, `${file}.png`));
    taken += 1;
    if (mode === "--readme" && README[file]) await keep(page, join(DOCS, README[file]), MOST_BYTES.readme);
  });
}

/** What one sees of a page that a guide shows. */
async function guidePicture(page, name, language) {
  if (!(name in GUIDES)) return;
  await page.mouse.move(0, 0);
  await page.setViewportSize(GUIDE_SIZE);
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  if (GUIDES[name]) await page.getByRole(GUIDES[name]).first().evaluate((middle) => middle.scrollIntoView({ block: "center" }));
  await keep(page, join(DOCS, "guide", `${name}.${language}.png`), MOST_BYTES.guides);
  taken += 1;
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** A picture for the documents: what one sees of the page, in few bytes. */
async function keep(page, path, most) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, smaller(await page.screenshot({ animations: "disabled" })));
  if (statSync(path).size > most) throw new Error(`${path} has more than ${most} bytes`);
}

async function open(path, language) {
  const context = await browser.newContext({ locale: localeOf(language), viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${server.url}${path}`);
  return page;
}

async function formPictures(language, picture) {
  const page = await open("/", language);
  const form = new FormPages(page, await formSchema(server.url), language);
  const all = school(await firstCall(server));
  const take = (name) => picture(page, name, language);
  await form.heading(form.t("ui.start.title")).waitFor();
  await take("start");
  for (const [path, name, key] of [["/form", "paper", "ui.links.form"], ["/rubric", "rubric", "rubric.title"]]) {
    await page.goto(server.url + path);
    await form.heading(form.t(key)).waitFor();
    await take(name);
  }
  await page.goto(server.url);
  await page.getByRole("link", { name: exactly(form.t("ui.start.shared")) }).click();
  await form.heading(form.t("ui.vault.begin_title")).waitFor();
  await take("protect");
  await page.goto(server.url);
  await form.begin();
  await form.openSection("people");
  await form.textbox("coordinator_email").fill("miren@");
  await form.button("ui.section.continue").click();
  await form.summary.waitFor();
  await take("section-errors");
  await form.fillAll(all);
  await form.saved();
  await form.openSection("school");
  await take("section-filled");
  await form.openSection("safety");
  await take("safety");
  await form.openSection("leadership");
  await take("value");
  await form.openSection("evidence");
  await form.choose(["password.pdf"]);
  await page.getByRole("alert").first().waitFor();
  await take("evidence");
  await page.getByRole("link", { name: form.t("ui.overview.back") }).click();
  await form.heading(all.school_name).waitFor();
  await take("overview");
  await page.getByRole("main").getByRole("link", { name: exactly(form.t("ui.carry.save")) }).first().click();
  await form.heading(form.t("ui.carry.save")).waitFor();
  await take("save");
  await page.goBack();
  await form.heading(all.school_name).waitFor();
  await form.openReview();
  await take("review");
  await form.openSend();
  await take("send");
  await form.sendButton.click();
  await form.received();
  await take("receipt");
  await page.context().close();
}

async function officePictures(language, picture) {
  const page = await open("/office", language);
  const office = new OfficePages(page, language);
  const take = (name) => picture(page, name, language);
  await office.signInButton.waitFor();
  await take("sign-in");
  await office.signIn(server.administrator);
  await office.listStands();
  await take("list");
  await office.rows.first().getByRole("link").click();
  await page.getByText(office.t("office.receipt.valid")).waitFor();
  await take("application");
  await page.context().close();
}

/** The demonstration's believable schools where it is built, else those of the journeys. */
async function fill() {
  const demo = join(ROOT, "target/release/demo");
  if (existsSync(demo)) execFileSync(demo, ["60", "--url", server.url, "--small"], { stdio: "ignore" });
  else await sendMany(server, 60);
}

async function everyKind(picture, where) {
  await fill();
  for (const language of ["en", "es"]) {
    await officePictures(language, picture);
    await formPictures(language, picture);
  }
  console.log(`${taken} pictures in ${where}`);
}

async function sheets() {
  const open = async ({ path, locale = "en-GB" }) => {
    const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(server.url + path);
    return page;
  };
  const { sheets, faults } = await contactSheets({ server, calls, open }, browser, OUT, groups);
  console.log(sheets.join("\n"));
  if (faults.length > 0) throw new Error(`not all states were reached:\n${faults.join("\n")}`);
}

const MODES = {
  "--all": () => everyKind(picture, "tests/out"),
  "--readme": () => everyKind(picture, "tests/out and docs"),
  "--guides": () => everyKind(guidePicture, "docs/guide"),
  "--sheet": sheets,
};

try {
  if (!MODES[mode]) throw new Error(`screenshots knows ${Object.keys(MODES).join(", ")}, not ${mode}`);
  await MODES[mode]();
} finally {
  await browser.close();
  await server.stop();
  if (calls) rmSync(calls, { recursive: true, force: true });
}
