// The deadline of a page that stays open: a call that was changed meanwhile, and a commit that a stamp saves.

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, test } from "node:test";
import { CUT } from "../lib/browser.mjs";
import { callFolder, writeCall } from "../lib/calls.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { school } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const MINUTE = 60_000;
const DAY = 86_400_000;
const calls = await callFolder();
after(() => rm(calls, { recursive: true, force: true }));
const here = journey({ server: { env: { INSIGNIA_CALLS: calls } }, prepare });
let schema, all, administrator;

async function prepare() {
  schema = await formSchema(here.server.url);
  ({ administrator } = here.server);
  all = school(await firstCall(here.server));
}

async function withCall(closes) {
  await writeCall(calls, { closes });
  await here.server.halt();
  await here.server.start();
}

const deadline = (form) => form.page.getByText(/^The call closes on /).first();
const over = (form) => form.page.getByRole("heading", { name: exactly(form.t("ui.deadline.closed_title")) });

test("a page that stays open asks again when a person comes back, and before it says that a deadline has passed", async () => {
  await withCall(Date.now() + 2 * DAY + 60 * MINUTE);
  const page = await here.open({ path: "/health", expected: CUT });
  await page.clock.install({ time: Date.now() });
  await page.goto(here.server.url);
  const form = new FormPages(page, schema);
  await form.begin();
  await deadline(form).waitFor();
  const before = await deadline(form).innerText();
  let asked = 0;
  await page.route("**/api/calls", (route) => ((asked += 1), route.continue()));
  const comeBack = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await withCall(Date.now() + 5 * DAY);
  await comeBack();
  await page.clock.runFor(1_000);
  assert.equal(asked, 0, "not at every glance");
  await page.clock.runFor(6 * MINUTE);
  await comeBack();
  await eventually(async () => assert.notEqual(await deadline(form).innerText(), before));

  // What was typed stands, and the draft is still written by this page.
  await form.openSection("school");
  await form.textbox("school_town").fill("Zarautz");
  await page.clock.runFor(2_000);
  await form.saved();

  const moved = await deadline(form).innerText();
  await withCall(Date.now() + 9 * DAY);
  let closedSeen = 0;
  await page.exposeFunction("seen", () => (closedSeen += 1));
  await page.evaluate((title) => {
    const look = () => document.body.innerText.includes(title) && window.seen();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, form.t("ui.deadline.closed_title"));
  const before_closing = asked;
  await page.clock.fastForward(5 * DAY);
  await eventually(() => assert.ok(asked > before_closing));
  await eventually(async () => assert.notEqual(await deadline(form).innerText(), moved));
  assert.deepEqual([closedSeen, await over(form).count()], [0, 0]);
});

test("what was ready before the deadline and stamped counts as in time, though it arrives after", async () => {
  await withCall(Date.now() + 5 * DAY);
  const page = await here.open({ expected: CUT });
  const form = new FormPages(page, schema);
  const id = await form.begin();
  await form.fillAll(all);
  await form.saved();
  await form.openSend();
  const closes = Date.now() + 12_000;
  await withCall(closes);
  // Something on the line swallows what is large, and lets a stamp through.
  let cut = true, stamps = 0;
  await page.route("**/api/submissions/*", (route) => (cut && route.request().method() === "PUT" ? route.abort() : route.continue()));
  page.on("response", (response) => response.url().endsWith("/api/stamp") && response.ok() && (stamps += 1));
  await form.sendButton.click();
  await form.standing("ui.outbox.waiting_title").waitFor();
  await eventually(() => assert.ok(stamps > 0));
  assert.ok(Date.now() < closes, "the stamp came in time");
  await new Promise((next) => setTimeout(next, closes + 1_500 - Date.now()));
  cut = false;
  await form.button("ui.outbox.try_now").click();
  const reference = await form.received();
  assert.equal(await page.getByRole("heading", { name: exactly(form.t("ui.outbox.late_title")) }).count(), 0);

  const office = new OfficePages(await here.open({ path: `/office/applications/${id}` }));
  await office.signIn(administrator);
  await office.page.getByText(reference).first().waitFor();
  const arrival = office.page.getByRole("region", { name: exactly(office.t("office.arrival.title")) });
  const told = await arrival.innerText();
  assert.ok(told.includes(office.t("office.arrival.in_time")), told);
  assert.ok(!told.includes(office.t("office.arrival.no_stamp")), told);
});

test("a deadline beside the change to summer time is shown as the clocks show it", async () => {
  const spring = Date.UTC(2027, 2, 28);
  const clocks = [
    [30, { "Europe/Madrid": "01:30", "Atlantic/Canary": "00:30", "Europe/Helsinki": "02:30" }],
    [90, { "Europe/Madrid": "03:30", "Atlantic/Canary": "02:30", "Europe/Helsinki": "04:30" }],
  ];
  for (const [minutes, shown] of clocks) {
    await withCall(spring + minutes * MINUTE);
    for (const [timezoneId, time] of Object.entries(shown)) {
      const page = await here.open({ timezoneId });
      const card = page.getByRole("complementary");
      await card.waitFor();
      assert.match(await card.innerText(), new RegExp(`28 March 2027 at ${time}`), timezoneId);
      await page.context().close();
    }
  }
});
