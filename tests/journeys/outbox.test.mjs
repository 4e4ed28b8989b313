// What is finished is sent, sooner or later: after the page was closed, after the call has closed, from two tabs at once.

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, test } from "node:test";
import { callFolder, writeCall } from "../lib/calls.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { school } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const calls = await callFolder();
after(() => rm(calls, { recursive: true, force: true }));
const here = journey({ server: { env: { INSIGNIA_CALLS: calls } }, prepare });
const PUT = "**/api/submissions/*";
/** What the browser itself says of answers that never came. */
const expected = [/Failed to load resource/, /ERR_/, /^5\d\d /];
let form, page, all, schema, administrator, cookie, reference;

async function prepare() {
  administrator = here.server.administrator;
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
  page = await here.open({ stay: true, expected });
  form = new FormPages(page, schema);
  // One that nobody finishes.
  await form.begin();
  await page.goto(here.server.url);
  await form.begin();
  await form.fillAll(all);
  await form.saved();
}

/** Another tab of the same browser. */
async function tab(path = "/") {
  const opened = await page.context().newPage();
  opened.setDefaultTimeout(10_000);
  await opened.goto(here.server.url + path);
  return new FormPages(opened, schema);
}

async function applications() {
  cookie ??= (
    await fetch(`${here.server.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: here.server.url },
      body: JSON.stringify(administrator),
    })
  ).headers
    .get("set-cookie")
    .split(";")[0];
  return (await fetch(`${here.server.url}/api/office/applications`, { headers: { cookie } })).json();
}

const head = (form) => form.page.getByRole("banner").getByRole("status");
const sentRow = (form) => form.page.getByText(form.t("ui.drafts.sent", { reference: "" }).trim());

/** Changes an answer of an application that was sent, and goes to where it is finished. */
async function changeTown(town) {
  await form.openSection("school");
  await form.textbox("school_town").fill(town);
  await form.saved();
  await form.openSend();
}

test("what was finished before the deadline is stored as late after it, with its attempts", async () => {
  await form.openSend();
  await here.server.halt();
  await form.sendButton.click();
  await form.standing("ui.outbox.waiting_title").filter({ hasText: form.t("ui.outbox.no_answer") }).waitFor();
  assert.equal(await head(form).innerText(), form.t("ui.outbox.short_waiting"));
  await writeCall(calls, { closes: Date.now() - 3_600_000 });
  await here.server.start();
  await form.button("ui.outbox.try_now").click();
  reference = await form.received();
  await page.getByRole("heading", { name: exactly(form.t("ui.outbox.late_title")) }).waitFor();
  const list = await applications();
  assert.deepEqual([list.total, list.rows[0].late, list.rows[0].state], [1, true, "complete"]);

  const office = new OfficePages(await here.open({ path: `/office/applications/${list.rows[0].submission}` }));
  await office.signIn(administrator);
  await office.heading(all.school_name).waitFor();
  const arrival = office.page.getByRole("region", { name: exactly(office.t("office.arrival.title")) });
  const told = await arrival.innerText();
  assert.ok(told.includes(office.t("office.arrival.late")), told);
  assert.ok(Number(told.match(new RegExp(`${office.t("office.arrival.attempts")}\\s+(\\d+)`))[1]) >= 2, told);
  assert.ok(told.includes(office.t("office.arrival.first")), told);
});

test("a draft that was not finished when the call closed says so, and can still be finished as late", async () => {
  await page.goto(here.server.url);
  await page.getByRole("link", { name: exactly(form.t("ui.drafts.unnamed")) }).click();
  await page.getByRole("heading", { name: exactly(form.t("ui.deadline.closed_title")) }).waitFor();
  await page.getByRole("link", { name: exactly(form.t("ui.deadline.export")) }).first().waitFor();
  await page.getByRole("link", { name: exactly(form.t("ui.outbox.finish_late")) }).click();
  await form.heading(form.t("ui.review.title")).waitFor();
  await here.server.halt();
  await writeCall(calls);
  await here.server.start();
});

test("what is finished without a server is sent after the page was closed, from the start page alone", async () => {
  await page.goto(here.server.url);
  await page.getByRole("link", { name: exactly(all.school_name) }).click();
  await page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.heading(all.school_name).waitFor();
  await changeTown("Getaria");
  await here.server.halt();
  await form.sendButton.click();
  const waiting = form.standing("ui.outbox.waiting_title");
  await waiting.filter({ hasText: form.t("ui.outbox.no_answer") }).waitFor();
  assert.ok((await waiting.innerText()).includes(form.t("ui.outbox.waiting")));
  const context = page.context();
  const next = await context.newPage();
  await page.close();
  await here.server.start();
  page = next;
  page.setDefaultTimeout(10_000);
  form = new FormPages(page, schema);
  await page.goto(here.server.url);
  await sentRow(form).waitFor({ timeout: 30_000 });
  await page.getByRole("link", { name: exactly(all.school_name) }).click();
  assert.equal(await form.received(), reference);
  const list = await applications();
  assert.deepEqual([list.total, list.rows[0].version, list.rows[0].late, list.rows[0].town], [1, 2, false, "Getaria"]);
});

test("two tabs never send at once, and make one version", async () => {
  await page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.heading(all.school_name).waitFor();
  await changeTown("Orio");
  let now = 0, most = 0, puts = 0, broken = true;
  await page.context().route(PUT, async (route) => {
    if (route.request().method() !== "PUT") return route.continue();
    puts += 1;
    now += 1;
    most = Math.max(most, now);
    await new Promise((next) => setTimeout(next, 400));
    now -= 1;
    return broken ? route.abort() : route.continue();
  });
  await form.sendButton.click();
  await form.standing("ui.outbox.waiting_title").waitFor();
  const second = await tab();
  await second.page.getByText(second.t("ui.outbox.short_waiting")).first().waitFor();
  for (const each of [form, second, form, second]) {
    await each.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await new Promise((next) => setTimeout(next, 300));
  }
  broken = false;
  for (const each of [form, second]) await each.page.evaluate(() => window.dispatchEvent(new Event("online")));
  await form.received();
  await sentRow(second).waitFor({ timeout: 20_000 });
  assert.equal(most, 1, `${puts} sent, ${most} at once`);
  const list = await applications();
  assert.deepEqual([list.total, list.rows[0].version, list.rows[0].town, list.rows[0].reference], [1, 3, "Orio", reference]);
});

test("the deadline goes by the server's clock, and a clock that is wrong is told", async () => {
  const opened = await here.open();
  const [notice] = form.t("ui.deadline.clock").split("{time}");
  const wrong = opened.getByRole("status").filter({ hasText: notice });
  await opened.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await wrong.count(), 0);
  // Ten years ago by this device: the call is open all the same.
  await opened.clock.install({ time: Date.now() - 3650 * 86_400_000 });
  await opened.reload();
  await wrong.waitFor();
  await new FormPages(opened, schema).button("ui.start.begin").waitFor();
  await opened.getByText(form.t("ui.call.open"), { exact: true }).waitFor();
});
