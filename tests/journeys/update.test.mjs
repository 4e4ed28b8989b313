// A newer program in the middle of writing: it waits until it is wanted, and nothing typed is lost by it, with or without
// a connection. Two builds whose files all have other names are served in turns; `cargo xtask build --next` makes the second one.
// `INSIGNIA_UPDATES=500` changes more often, `INSIGNIA_SEED` repeats a run.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import { CUT, watchPage } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { kept, lookForNewer, programOf } from "../lib/kept.mjs";
import { Line } from "../lib/line.mjs";
import { random } from "../lib/random.mjs";
import { freePort } from "../lib/server.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const UPDATES = Number(process.env.INSIGNIA_UPDATES ?? 10);
const SEED = Number(process.env.INSIGNIA_SEED ?? Date.now() % 1_000_000);
const NEXT_SITE = process.env.INSIGNIA_NEXT_SITE ?? resolve(fileURLToPath(import.meta.url), "../../../target/next-site");
/** A program weighs more than so many bytes, so that after fewer of them it is not all there. */
const PART = 300_000;

const here = journey({ prepare });
const chance = random(SEED);
const pause = (ms) => new Promise((next) => setTimeout(next, ms));
const hits = { interrupted: 0, gone: 0 };
let line, schema, contexts = [];

async function prepare() {
  assert.ok(existsSync(NEXT_SITE), `${NEXT_SITE} is missing: \`cargo xtask build --next\` makes it`);
  schema = await formSchema(here.server.url);
  line = await Line.start(await freePort(), here.server.port);
}

after(async () => {
  await leave();
  await line?.stop();
});

const leave = () => Promise.all(contexts.splice(0).map((context) => context.close()));

/** The program that the server has now. */
async function served() {
  return (await (await fetch(here.server.url)).text()).match(/\/assets\/main\.\w+\.css/)[0];
}

/** Puts the other program in the place of the one that is served. */
async function renewServer() {
  await here.server.halt();
  if (here.server.env.INSIGNIA_SITE) delete here.server.env.INSIGNIA_SITE;
  else here.server.env.INSIGNIA_SITE = NEXT_SITE;
  await here.server.start();
}

async function stopServer() {
  line.cut();
  await here.server.kill();
}

async function startServer() {
  line.mend();
  await here.server.start();
}

/** A tab of a person, of a new one without `context`. It throws, at the end of a test, what the page complained of. */
async function tab(path = "/", context) {
  if (!context) contexts.push((context = await here.browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } })));
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  // What the browser itself says of a server that is away.
  const watched = watchPage(page, { origin: `http://localhost:${line.port}`, expected: CUT });
  await page.goto(`http://localhost:${line.port}${path}`);
  await kept(page);
  await page.evaluate(() => (window.sameAsBefore = true));
  return Object.assign(new FormPages(page, schema), { complaints: watched.complaints });
}

const notice = (form) => form.page.getByRole("heading", { name: exactly(form.t("ui.newer.title")) });
const plan = (form) => form.textbox("plan");
const isSamePage = (form) => form.page.evaluate(() => window.sameAsBefore === true);

async function write(form, text) {
  await form.openSection("leadership");
  await plan(form).fill(text);
}

/** Parts of the program that were not opened yet. The browser's own cache, which may be emptied at any time, is no help. */
async function openParts(form) {
  const browser = await form.page.context().newCDPSession(form.page);
  await browser.send("Network.clearBrowserCache");
  await browser.detach();
  await form.openSection("evidence");
  await form.button("ui.files.add_link", form.register).waitFor();
  await form.openReview();
  await form.openSection("leadership");
}

/** Changes to the newer program; what is there afterwards must be that one, with this text. */
async function renew(form, program, text) {
  await form.button("ui.newer.renew").click();
  await eventually(async () => assert.equal(await programOf(form.page).catch(() => ""), program));
  await form.heading(form.t("section.leadership")).waitFor();
  assert.equal(await plan(form).inputValue(), text);
  assert.equal(await notice(form).count(), 0);
}

test("a newer program waits while somebody writes, is offered, and comes with every letter; another tab is left alone", async () => {
  const [first, second] = await twoTabs();
  const old = await served();
  await renewServer();
  const newer = await served();
  assert.notEqual(newer, old);
  // The files of the old program are no longer on the server.
  assert.equal((await fetch(here.server.url + old)).status, 404);
  await openParts(first);
  assert.ok(await lookForNewer(first.page));
  for (const form of [first, second]) {
    await notice(form).waitFor();
    assert.deepEqual([await isSamePage(form), await programOf(form.page)], [true, old]);
  }
  // Not yet said to be saved.
  await plan(second).fill("The other tab writes on. ");
  await plan(first).fill("Every letter up to the press of the button.");
  await renew(first, newer, "Every letter up to the press of the button.");
  await pause(500);
  assert.ok(await isSamePage(second), "the second tab was reloaded");
  await plan(second).press("End");
  await second.page.keyboard.insertText("And on.");
  await second.saved();
  // Its own parts are still here, though the server has them no more.
  await openParts(second);
  assert.equal(await plan(second).inputValue(), "The other tab writes on. And on.");
  await second.page.reload();
  await second.heading(second.t("section.leadership")).waitFor();
  assert.deepEqual([await programOf(second.page), await plan(second).inputValue()], [newer, "The other tab writes on. And on."]);
  await openParts(first);
  for (const form of [first, second]) assert.deepEqual(form.complaints(), []);
  await leave();
});

async function twoTabs() {
  const first = await tab();
  await first.begin();
  await write(first, "Begun with the old program.");
  await first.saved();
  const second = await tab("/", first.page.context());
  await second.begin();
  await write(second, "Another draft.");
  await second.saved();
  return [first, second];
}

test("a newer program that is here is changed to when the server has gone, and the old one works on without it, too", async () => {
  const [first, second] = await twoTabs();
  const old = await served();
  await renewServer();
  const newer = await served();
  assert.ok(await lookForNewer(first.page));
  await stopServer();
  await notice(first).waitFor();
  await openParts(second);
  await plan(first).fill("Without a server.");
  await renew(first, newer, "Without a server.");
  await openParts(first);
  assert.equal(await programOf(second.page), old);
  await plan(second).fill("The old one, without a server.");
  await openParts(second);
  assert.equal(await plan(second).inputValue(), "The old one, without a server.");
  await second.saved();
  await first.page.reload();
  await first.heading(first.t("section.leadership")).waitFor();
  assert.equal(await programOf(first.page), newer);
  await startServer();
  for (const form of [first, second]) assert.deepEqual(form.complaints(), []);
  await leave();
});

test("an install that was interrupted in between takes nothing from the program that is still open", async () => {
  const [first, second] = await twoTabs();
  // What a browser that ended during an install leaves behind.
  await first.page.evaluate(async () => (await caches.open("insignia-interrupted")).put("/assets/half.css", new Response("")));
  await renewServer();
  assert.ok(await lookForNewer(first.page));
  await notice(first).waitFor();
  await renew(first, await served(), "Begun with the old program.");
  await openParts(second);
  assert.deepEqual(second.complaints(), []);
  await leave();
});

test(`${UPDATES} updates at random moments of writing lose no letter and show no empty page (seed ${SEED})`, async () => {
  for (let round = 0; round < UPDATES; round++) await update(round);
  console.log(`updated: ${UPDATES} times, ${hits.interrupted} after an install that was interrupted, ${hits.gone} without a server`);
  assert.ok(UPDATES < 10 || (hits.interrupted > 0 && hits.gone > 0), "an interrupted install, or one without a server, never came");
});

async function update(round) {
  const form = await tab();
  await form.begin();
  await write(form, "");
  const idle = await tab("/", form.page.context());
  const old = await served();
  const writer = writing(form);
  await pause(chance(600));
  await renewServer();
  const newer = await served();
  await pause(chance(300));
  if (chance(2) === 0) {
    if (await interrupted(form, old, writer)) hits.interrupted += 1;
    await pause(chance(300));
  }
  assert.ok(await lookForNewer(form.page), `round ${round}: no newer program waits`);
  await notice(form).waitFor();
  await pause(chance(400));
  const gone = chance(2) === 0;
  hits.gone += gone ? 1 : 0;
  if (gone) await stopServer();
  await pause(chance(300));
  const text = await writer.stop();
  await renew(form, newer, text);
  assert.ok(await isSamePage(idle), `round ${round}: another tab was reloaded`);
  await openParts(form);
  if (gone) await startServer();
  for (const each of [form, idle]) assert.deepEqual(each.complaints(), [], `round ${round}`);
  await leave();
}

/** The server dies while the newer program is being fetched: the old one is whole, and opens without a server. False if it came too late for that. */
async function interrupted(form, old, writer) {
  let died;
  line.after(1_000 + chance(PART), () => (died = stopServer()));
  const waits = await lookForNewer(form.page);
  if (waits && !died) {
    // The browser had looked by itself before, and had it all.
    line.after(Infinity, () => {});
    return false;
  }
  assert.equal(waits, false, "half a program was taken for a whole one");
  await eventually(() => assert.ok(died, "the server did not die"));
  await died;
  await writer.hold();
  await form.saved();
  await form.page.reload();
  await form.heading(form.t("section.leadership")).waitFor();
  assert.deepEqual([await programOf(form.page), await plan(form).inputValue()], [old, writer.text()]);
  await openParts(form);
  await plan(form).press("Control+End");
  writer.goOn();
  await startServer();
  return true;
}

/** Somebody who types without a pause. */
function writing(form) {
  let text = "", held = false, over = false, letter = Promise.resolve();
  const work = (async () => {
    for (let at = 0; !over; at++) {
      if (!held) {
        const word = `${at} `;
        letter = form.page.keyboard.insertText(word);
        text += word;
        await letter;
      }
      await pause(5 + chance(40));
    }
  })();
  // Where the test has failed meanwhile, nobody waits for it.
  work.catch(() => {});
  return {
    text: () => text,
    async hold() {
      held = true;
      await letter;
    },
    goOn: () => (held = false),
    async stop() {
      over = true;
      await work;
      return text;
    },
  };
}
