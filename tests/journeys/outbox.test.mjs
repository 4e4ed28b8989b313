// What is finished is sent, sooner or later: after the page was closed, after the call has closed, from two tabs at once.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { REFUSED } from "../lib/browser.mjs";
import { callFolder, writeCall } from "../lib/calls.mjs";
import { wrongClock } from "../lib/clock.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { office } from "../lib/office.mjs";
import { PORTALS, startPortal } from "../lib/portal.mjs";
import { bytesOf, school, sha256 } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { unzip } from "../lib/zip.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const calls = await callFolder();
after(() => rm(calls, { recursive: true, force: true }));
const here = journey({ server: { env: { INSIGNIA_CALLS: calls } }, prepare });
const PUT = "**/api/submissions/*";
let form, page, all, schema, administrator, ask, reference;

async function prepare() {
  administrator = here.server.administrator;
  ask = await office(here.server);
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
  page = await here.open({ stay: true, expected: REFUSED });
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
  return (await ask("applications")).json();
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

test("no portal is taken for success, whatever it answers, and what was finished goes once there is none", async () => {
  await page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.heading(all.school_name).waitFor();
  await changeTown("Mutriku");
  const calls = await (await fetch(`${here.server.url}/api/calls`)).text();
  const remembered = { status: 200, headers: { "content-type": "application/json" }, body: calls, reason: "ui.not_ours" };
  await here.server.halt();
  let pressed = form.sendButton;
  for (const [kind, answer] of Object.entries({ ...PORTALS, "answers from its memory": remembered })) {
    const portal = await startPortal(here.server.port, answer);
    await pressed.click();
    await eventually(() => assert.ok(portal.asked.some((asked) => asked.startsWith("PUT ")), `it was not tried with a portal that ${kind}`));
    await form.standing("ui.outbox.waiting_title").filter({ hasText: form.t(answer.reason) }).waitFor();
    await new Promise((next) => setTimeout(next, 200));
    const text = await page.locator("body").innerText();
    for (const key of ["ui.send.committed_title", "ui.receipt.title", "ui.receipt.partial_title"]) {
      assert.ok(!text.includes(form.t(key)), `a portal that ${kind} was taken for success`);
    }
    await portal.stop();
    pressed = form.button("ui.outbox.try_now");
  }
  await here.server.start();
  await form.received();
  const list = await applications();
  assert.deepEqual([list.total, list.rows[0].version, list.rows[0].town], [1, 4, "Mutriku"]);
});

test("a file that is gone from the disk, and whose upload is refused in the middle, arrives all the same", async () => {
  await page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.heading(all.school_name).waitFor();
  await form.openSection("evidence");
  const before = await form.items.count();
  const folder = await mkdtemp(join(tmpdir(), "insignia-chosen-"));
  const minutes = bytesOf("minutes.pdf");
  const bytes = Buffer.concat([minutes, Buffer.from("\n% taken away after it was chosen\n")]);
  await writeFile(join(folder, "gone.pdf"), bytes);
  await form.choose([join(folder, "gone.pdf")]);
  await form.items.nth(before).waitFor();
  await rm(folder, { recursive: true });
  const { source, file, ...rest } = all.evidence.find(({ id }) => id === "minutes").answers;
  await form.answerRow("evidence", { id: "gone", answers: { ...rest, title: "Gone from the disk" } }, schema.properties.evidence, form.items.nth(before));
  await form.saved();
  await page.reload();
  await form.openSend();
  // Our server never takes a capability back; one that was restored from an older copy, or lost its keys, might.
  let refused = 0;
  await page.route("**/api/uploads/*", (route) => {
    if (route.request().method() !== "PATCH" || refused > 0) return route.continue();
    refused += 1;
    return route.fulfill({ status: 401, contentType: "application/json", body: '{"code":"unauthorized"}' });
  });
  await form.sendButton.click();
  await form.standing("ui.outbox.missing_title").filter({ hasText: form.t("code.unauthorized") }).waitFor();
  assert.deepEqual([refused, (await applications()).rows[0].version], [1, 5]);
  // Asked once, and then it waits for the person.
  await new Promise((next) => setTimeout(next, 1_500));
  assert.equal(await form.heading(form.t("ui.receipt.title")).count(), 0);
  await form.button("ui.outbox.try_now").click();
  await form.received();
  const [row] = (await applications()).rows;
  assert.deepEqual([row.version, row.state], [5, "complete"]);
  const archive = unzip(Buffer.from(await (await ask(`applications/${row.submission}/export.zip`)).arrayBuffer()));
  assert.ok([...archive.values()].map(sha256).includes(sha256(bytes)));
});

test("a device whose clock is ten years off sends, and the receipt has the server's time", async () => {
  const years = 3_652 * 86_400_000;
  for (const [at, off] of [-years, years].entries()) {
    const opened = await page.context().newPage();
    await opened.addInitScript(wrongClock, off);
    opened.setDefaultTimeout(10_000);
    await page.close();
    page = opened;
    form = new FormPages(page, schema);
    await page.goto(here.server.url);
    await page.getByRole("link", { name: exactly(all.school_name) }).click();
    await page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
    await form.heading(all.school_name).waitFor();
    await changeTown(`Deba ${at}`);
    await form.sendButton.click();
    await form.received();
    const text = await page.getByRole("main").innerText();
    assert.ok(text.includes(`${new Date().getFullYear()}`), text);
    const list = await applications();
    assert.deepEqual([list.total, list.rows[0].version, list.rows[0].town, list.rows[0].late], [1, 6 + at, `Deba ${at}`, false]);
  }
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

test("what could not be sent at first is shown on its way once it is", async () => {
  const form = new FormPages(await here.open({ expected: REFUSED }), schema);
  await form.begin();
  await form.fillAll(all);
  await form.openSend();
  const { page } = form;
  await page.route(PUT, (route) => route.abort());
  await form.sendButton.click();
  await form.standing("ui.outbox.waiting_title").filter({ hasText: form.t("ui.outbox.no_answer") }).waitFor();
  let release;
  const held = new Promise((done) => { release = done; });
  await page.route("**/api/uploads", async (route) => {
    await held;
    await route.continue();
  });
  await page.unroute(PUT);
  await form.button("ui.outbox.try_now").click();
  await form.standing("ui.send.committed_title").waitFor();
  assert.equal(await head(form).innerText(), form.t("ui.outbox.short_sending"));
  release();
  await form.received();
});
