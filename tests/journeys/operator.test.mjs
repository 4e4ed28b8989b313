// An operator's own name, logo and colour: on every page, without a connection, and readable whatever the colour is.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { launchPersistent } from "../lib/browser.mjs";
import { writeCall } from "../lib/calls.mjs";
import { journey } from "../lib/journey.mjs";
import { kept } from "../lib/kept.mjs";
import { overflows, violations } from "../lib/accessibility.mjs";
import { SECTIONS } from "../lib/form.mjs";
import { words } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const NAME = "Etiqueta & Centros";
/** What it would do if it could shows in the page's complaints. */
const LOGO = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" onload="alert(1)"><script>fetch("https://example.org")</script><image href="https://example.org/x.png"/><rect width="120" height="40" fill="#0a0"/></svg>`;
/** Far too pale on white. */
const ACCENT = "#ffd500";
const CONTACT = "label@example.org";

const folder = await mkdtemp(join(tmpdir(), "insignia-operator-"));
const logo = join(folder, "logo.svg");
await writeFile(logo, LOGO);
await writeCall(folder, { contacts: { ES: CONTACT } });
after(() => rm(folder, { recursive: true, force: true }));

const SET = { INSIGNIA_NAME: NAME, INSIGNIA_LOGO: logo, INSIGNIA_ACCENT: ACCENT, INSIGNIA_CALLS: folder };
const here = journey({ server: { env: SET } });

/** The head of the page as it stands: what it is called, and whether the picture in it is there. */
async function stands(page, title) {
  const head = page.getByRole("banner");
  await head.getByRole("link", { name: NAME }).waitFor();
  assert.equal(await head.getByText("Insignia").count(), 0);
  await page.waitForFunction(() => [...document.querySelectorAll("header img")].some((image) => image.complete && image.naturalWidth === 120));
  assert.match(await page.title(), title);
  assert.equal(await overflows(page), false);
}

/** The accent as the page shows it, light or dark. */
const accent = (page) => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent"));

async function readable(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page, "colours"), [], colorScheme);
    assert.equal((await accent(page)) === ACCENT, colorScheme === "dark", "only on white is it too pale");
    await page.emulateMedia({ colorScheme, contrast: "more" });
    assert.deepEqual(await violations(page, "contrast"), [], `${colorScheme}, more contrast`);
    await page.emulateMedia({ colorScheme: null, contrast: null });
  }
}

test("name, logo and colour stand before the program does", async () => {
  const page = await here.open({ path: "/404", javaScriptEnabled: false });
  for (const path of ["/", "/draft/x"]) {
    await page.goto(here.server.url + path);
    assert.equal(await page.getByRole("banner").getByRole("link", { name: NAME }).count(), 1, path);
    assert.equal(await page.locator("header img").count(), 1, path);
    assert.match(await page.title(), new RegExp(`– ${NAME}$`), path);
  }
});

test("the form is the operator's on every page, on a phone, too, and can be read in both schemes", async () => {
  const page = await here.open();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await stands(page, new RegExp(`– ${NAME}$`));
  await readable(page);
  const form = new FormPages(page, await formSchema(here.server.url));
  await form.begin();
  await form.openSection(Object.keys(SECTIONS)[0]);
  await stands(page, new RegExp(`– ${NAME}$`));
  await form.button("ui.section.continue").click();
  await form.summary.waitFor();
  await readable(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await stands(page, new RegExp(`^Error.*– ${NAME}$`));
  await page.goto(`${here.server.url}/privacy`);
  await page.getByRole("link", { name: CONTACT }).waitFor();
  await stands(page, new RegExp(`– ${NAME}$`));
});

test("so is the office", async () => {
  const page = await here.open({ path: "/office" });
  const office = new OfficePages(page);
  await office.signInButton.waitFor();
  await stands(page, new RegExp(`– ${NAME} office$`));
  await readable(page);
  await office.signIn(here.server.administrator);
  await page.getByText(office.t("office.list.none_title")).waitFor();
  await stands(page, new RegExp(`– ${NAME} office$`));
  await readable(page);
});

test("a logo can do nothing, not even where it is opened by itself", async () => {
  const blocked = [];
  const page = await here.open({ expected: [/Content Security Policy|sandboxed/, /foreign request: https:\/\/example.org/] });
  page.on("console", (message) => blocked.push(message.text()));
  const elsewhere = [];
  const note = (request) => request.url().startsWith(here.server.url) || elsewhere.push(request.failure()?.errorText ?? "answered");
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, note);
  const address = await page.locator("header img").getAttribute("src");
  const answer = await page.goto(here.server.url + address);
  const headers = answer.headers();
  assert.equal(headers["content-type"], "image/svg+xml");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(headers["content-security-policy"], /^sandbox; default-src 'none'/);
  assert.match(headers["cache-control"], /immutable/);
  await eventually(async () => assert.ok(blocked.length > 0, "it was refused nothing"));
  await eventually(async () => assert.deepEqual(elsewhere, ["csp"], "nothing came from elsewhere"));
});

test("pages that were changed are compressed and known by a tag", async () => {
  const get = (headers) => fetch(`${here.server.url}/`, { headers });
  const whole = await get({ "accept-encoding": "identity" });
  const page = await get({ "accept-encoding": "br, gzip" });
  assert.equal(page.headers.get("content-encoding"), "gzip");
  assert.equal(await page.text(), await whole.text());
  const again = await get({ "accept-encoding": "br, gzip", "if-none-match": page.headers.get("etag") });
  assert.equal(again.status, 304);
});

test("without a server the second visit shows them, and another name comes as a newer program", async () => {
  const visitor = await launchPersistent();
  try {
    const page = await visitor.context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(here.server.url);
    await kept(page);
    await here.server.halt();
    await page.goto(`${here.server.url}/`);
    await stands(page, new RegExp(`– ${NAME}$`));
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent") !== "#2f3b96"), true);
    await page.goto(`${here.server.url}/rubric`);
    await stands(page, new RegExp(`– ${NAME}$`));
    here.server.env = { ...SET, INSIGNIA_NAME: "Another" };
    await here.server.start();
    await page.goto(`${here.server.url}/`);
    await page.getByRole("banner").getByRole("link", { name: NAME }).waitFor();
    await page.getByRole("button", { name: words().text("ui.newer.renew") }).click();
    await page.getByRole("banner").getByRole("link", { name: "Another" }).waitFor();
  } finally {
    await visitor.context.close();
    await visitor.forget();
    await here.server.halt();
    here.server.env = SET;
    await here.server.start();
  }
});

test("what cannot be used stops the start with its name, its value and the reason", async () => {
  const large = join(folder, "large.png");
  await writeFile(large, Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(100_000)]));
  const text = join(folder, "call.svg");
  await writeFile(text, "<html></html>");
  for (const [name, value, reason] of [
    ["INSIGNIA_NAME", "x".repeat(41), "longer than 40"],
    ["INSIGNIA_LOGO", text, "no PNG, WebP or SVG"],
    ["INSIGNIA_LOGO", large, "larger than 100000 bytes"],
    ["INSIGNIA_ACCENT", "red", "no colour of the form"],
  ]) {
    const env = { ...process.env, INSIGNIA_DATA: join(folder, "data"), [name]: value };
    const failed = await promisify(execFile)(here.server.program, ["serve"], { env }).then(() => assert.fail(name), (error) => error);
    for (const told of [name, value, reason]) assert.ok(failed.stderr.includes(told), `${told} in ${failed.stderr}`);
  }
});

test("at the start the operator is told what became of the colour", () => {
  assert.match(here.server.output, /Accent: #ffd500 cannot be read in the light scheme, which takes #[0-9a-f]{6}/);
});
