// A browser that is killed at random moments, again and again, on one profile: what was shown as saved is there, and at
// most the last second of typing is gone. `INSIGNIA_KILLS=1000` kills it more often, `INSIGNIA_SEED` repeats a run.

import assert from "node:assert/strict";
import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { launchPersistent } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { random } from "../lib/random.mjs";
import { bytesOf } from "../lib/school.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const KILLS = Number(process.env.INSIGNIA_KILLS ?? 100);
const SEED = Number(process.env.INSIGNIA_SEED ?? Date.now() % 1_000_000);
/** Every so many lives end while files are attached, the others while somebody types. */
const ATTACHING = 5;
/** Longest life after the page is there, in milliseconds. */
const LONGEST = 1_200;
const MOST_FILES = 25;

const here = journey();
const chance = random(SEED);
let profile, forget;

after(() => forget?.());

/** Tells how long the text is whenever it changes, and whenever the page shows it as saved. */
function report() {
  const tell = (word) => {
    const field = document.querySelector("textarea");
    if (field) console.log(`kills ${word} ${Date.now()} ${field.value.length}`);
  };
  addEventListener("input", () => tell("typed"), true);
  setInterval(() => document.querySelector(".save-state--saved") && tell("saved"), 20);
}

async function live(address) {
  const { context, ...made } = await launchPersistent({ profile });
  ({ profile } = made);
  forget ??= made.forget;
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(10_000);
  const told = { typed: [], saved: 0 };
  page.on("console", (message) => {
    const [word, kind, at, length] = message.text().split(" ");
    if (word !== "kills") return;
    if (kind === "saved") told.saved = Math.max(told.saved, Number(length));
    else told.typed.push({ at: Number(at), length: Number(length) });
  });
  await page.addInitScript(report);
  if (address) await page.goto(address);
  return { context, page, told };
}

async function kill(context) {
  const pid = Number((await readlink(join(profile, "SingletonLock"))).split("-").at(-1));
  process.kill(pid, "SIGKILL");
  const at = Date.now();
  await context.close().catch(() => {});
  return at;
}

const pause = (ms) => new Promise((next) => setTimeout(next, ms));

test(`${KILLS} killed browsers lose nothing that was shown as saved, and a second of typing at most (seed ${SEED})`, async () => {
  const schema = await formSchema(here.server.url);
  const first = await live();
  await first.page.goto(here.server.url);
  const id = await new FormPages(first.page, schema).begin();
  await first.context.close();
  const at = (section) => `${here.server.url}/draft/${id}/${section}`;
  // What the life before may claim; the next one that opens the same page looks whether it is there.
  let written = { whole: "", saved: 0, due: 0, life: -1 };
  let attached = { shown: 0, most: 0, life: -1 };

  for (let life = 0; life < KILLS; life++) {
    if (life % ATTACHING === ATTACHING - 1 && attached.most < MOST_FILES) await attaching(life);
    else await typing(life);
  }
  const last = await live(at("leadership"));
  await keptText(last.page);
  await last.page.goto(at("evidence"));
  await keptFiles(last.page);
  await last.context.close();

  async function keptText(page) {
    const { whole, saved, due, life } = written;
    const kept = await page.locator("textarea").first().inputValue();
    assert.ok(whole.startsWith(kept), `life ${life}: the text is another`);
    assert.ok(kept.length >= saved, `life ${life}: ${saved} letters were shown as saved, ${kept.length} are there`);
    assert.ok(kept.length >= due, `life ${life}: ${due} letters were older than a second, ${kept.length} are there`);
    return kept;
  }

  async function typing(life) {
    const { context, page, told } = await live(at("leadership"));
    let whole = await keptText(page);
    await page.locator("textarea").first().press("Control+End");
    const writing = (async () => {
      for (;;) {
        for (const letter of ` ${life}.${chance(1_000)}`) {
          whole += letter;
          await page.keyboard.insertText(letter);
        }
        await pause(chance(60));
      }
    })().catch(() => {});
    await pause(50 + chance(LONGEST));
    const died = await kill(context);
    await writing;
    const due = told.typed.filter((typed) => typed.at < died - 1_000).at(-1)?.length ?? 0;
    written = { whole, saved: told.saved, due, life };
  }

  async function keptFiles(page) {
    const { shown, most, life } = attached;
    const { items } = new FormPages(page, schema);
    if (shown > 0) await eventually(async () => assert.ok((await items.count()) >= shown));
    else await pause(300);
    const kept = await items.count();
    assert.ok(kept >= shown && kept <= most, `life ${life}: ${shown} items were shown, at most ${most} attached, ${kept} are there`);
    return kept;
  }

  async function attaching(life) {
    const { context, page } = await live(at("evidence"));
    const files = await keptFiles(page);
    const form = new FormPages(page, schema);
    const buffer = Buffer.concat([bytesOf("minutes.pdf"), Buffer.from(`\n% life ${life} of seed ${SEED}\n`)]);
    form.choose([{ name: `life-${life}.pdf`, mimeType: "application/pdf", buffer }]).catch(() => {});
    await pause(50 + chance(LONGEST));
    const seen = await form.items.count().catch(() => files);
    const saved = await page.locator(".save-state--saved").isVisible().catch(() => false);
    const shown = saved ? seen : files;
    await kill(context);
    attached = { shown, most: files + 1, life };
  }
});
