// Pictures of every kind of page, made by filling in and sending a whole application: `node screenshots.mjs [--readme]`.
// They land in tests/out; with --readme the two for the README are written to docs, too.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync, inflateSync, crc32 } from "node:zlib";
import { launchBrowser } from "./lib/browser.mjs";
import { firstCall, sendMany } from "./lib/manifests.mjs";
import { school } from "./lib/school.mjs";
import { startServer } from "./lib/server.mjs";
import { localeOf } from "./lib/words.mjs";
import { FormPages, formSchema } from "./pages/form.mjs";
import { OfficePages } from "./pages/office.mjs";

const ROOT = resolve(fileURLToPath(import.meta.url), "../..");
const OUT = join(ROOT, "tests/out");
const DOCS = join(ROOT, "docs");
const README = { "section-filled-1280-light-en": "form.png", "list-1280-light-en": "office.png" };
const MOST_BYTES = 200_000;
const forReadme = process.argv.includes("--readme");

mkdirSync(OUT, { recursive: true });
const server = await startServer();
const browser = await launchBrowser();
let taken = 0;

/** The page as it stands, whole, in both widths and both schemes. */
async function picture(page, name, language) {
  await page.mouse.move(0, 0);
  for (const width of [1280, 360]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // On a phone the list of sections begins folded; this page began wide.
      await page.evaluate(unfold, width === 1280);
      const file = `${name}-${width}-${colorScheme}-${language}`;
      await page.screenshot({ path: join(OUT, `${file}.png`), fullPage: true, animations: "disabled" });
      taken += 1;
      if (forReadme && README[file]) {
        mkdirSync(DOCS, { recursive: true });
        const path = join(DOCS, README[file]);
        writeFileSync(path, smaller(await page.screenshot({ animations: "disabled" })));
        if (statSync(path).size > MOST_BYTES) throw new Error(`${path} has more than ${MOST_BYTES} bytes`);
      }
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(unfold, true);
}

function unfold(open) {
  document.querySelectorAll("nav details").forEach((list) => (list.open = open));
  scrollTo(0, 0);
}

/** The same PNG, packed as tightly as zlib can. */
function smaller(png) {
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push([png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  const data = deflateSync(inflateSync(Buffer.concat(chunks.filter(([type]) => type === "IDAT").map(([, bytes]) => bytes))), { level: 9, memLevel: 9 });
  const write = ([type, bytes]) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), bytes]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(bytes.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const kept = [chunks.find(([type]) => type === "IHDR"), ["IDAT", data], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([png.subarray(0, 8), ...kept.map(write)]);
}

async function open(path, language) {
  const context = await browser.newContext({ locale: localeOf(language), viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${server.url}${path}`);
  return page;
}

async function formPictures(language) {
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
  await form.openReview();
  await take("review");
  await form.openSend();
  await take("send");
  await form.sendButton.click();
  await form.received();
  await take("receipt");
  await page.context().close();
}

async function officePictures(language) {
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

try {
  await fill();
  for (const language of ["en", "es"]) {
    await officePictures(language);
    await formPictures(language);
  }
  console.log(`${taken} pictures in tests/out`);
} finally {
  await browser.close();
  await server.stop();
}
