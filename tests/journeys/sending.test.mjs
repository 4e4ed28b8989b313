// Sending on a bad evening: portals that lie, a server that stops, a line that breaks. Nothing is lost, nothing sent twice.

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { REFUSED } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { canonical, firstCall } from "../lib/manifests.mjs";
import { office } from "../lib/office.mjs";
import { bytesOf, school } from "../lib/school.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const here = journey({ prepare });
const PUT = "**/api/submissions/*";
let form, page, all, schema, ask;
let first;

async function prepare() {
  here.administrator = here.server.administrator;
  ask = await office(here.server);
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
  page = await here.open({ stay: true, expected: REFUSED });
  form = new FormPages(page, schema);
  await form.begin();
  await form.fillAll(all);
  // A file that takes several pieces to send.
  await form.openSection("evidence");
  const large = Buffer.alloc(6_500_000);
  bytesOf("object_streams.pdf").copy(large);
  await form.choose([{ name: "scan.pdf", mimeType: "application/pdf", buffer: large }]);
  const item = form.items.nth(5);
  await item.waitFor();
  const { source, file, ...rest } = all.evidence[1].answers;
  await form.answerRow("evidence", { id: "scan", answers: { ...rest, title: "Scan of the plan" } }, schema.properties.evidence, item);
  await form.saved();
  await page.clock.install();
  await form.openSend();
}

/** What the receipt says. Above it stands by now that this device's clock, which the test moves, is wrong. */
async function receiptText() {
  return (await page.getByRole("main").innerText()).split(form.t("ui.receipt.title"))[1];
}

async function applications() {
  return (await ask("applications")).json();
}

/** Waiting between attempts passes in no time. */
async function inTime(check, limit = 25_000) {
  await eventually(async () => {
    await page.clock.fastForward(30_000);
    await check();
  }, limit);
}

/** The application waits, for this reason; and nothing looks as if it had been sent. */
async function waits(reason) {
  const told = form.standing("ui.outbox.waiting_title").filter({ hasText: reason });
  await inTime(async () => assert.ok(await told.isVisible(), await page.getByRole("main").innerText()));
  const text = await page.locator("body").innerText();
  assert.ok(!text.includes(form.t("ui.send.committed_title")) && !text.includes(form.t("ui.receipt.title")), text);
}

test("a portal that answers 200 to everything is not taken for success", async () => {
  await page.route("**/api/**", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<html><h1>Welcome to the hotel</h1></html>" }));
  await form.sendButton.click();
  await waits(form.t("ui.not_ours"));
  await form.takeBack();
  await page.unroute("**/api/**");
  assert.equal((await applications()).total, 0);
});

test("a receipt that somebody else signed is no receipt", async () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  await page.route(PUT, async (route) => {
    const manifest = route.request().postDataJSON();
    const { createHash } = await import("node:crypto");
    const statement = {
      submission: manifest.submission,
      version: 1,
      reference: "ES-0000-0000",
      call: manifest.call,
      manifest_sha256: createHash("sha256").update(route.request().postDataBuffer()).digest("hex"),
      received_at: Math.floor(Date.now() / 1000),
      late: false,
    };
    const signature = sign(null, Buffer.from(`insignia receipt 1\n${canonical(statement)}`), privateKey).toString("base64url");
    await route.fulfill({ status: 201, contentType: "application/json", body: JSON.stringify({ statement, signature }) });
  });
  await form.sendButton.click();
  await waits(form.t("ui.send.bad_receipt"));
  await form.takeBack();
  await page.unroute(PUT);
  assert.equal((await applications()).total, 0);
});

test("what the server finds wrong is shown with a way to mend it", async () => {
  // A form that was left open while the rules changed: the server is asked to take less than it wants.
  await page.route(PUT, async (route) => {
    const manifest = route.request().postDataJSON();
    manifest.answers.school_town = "Z";
    await route.continue({ postData: canonical(manifest) });
  });
  await form.sendButton.click();
  await form.standing("ui.outbox.refused_title").waitFor();
  const summary = form.summary.filter({ hasText: form.t("field.school_town") });
  await summary.waitFor();
  await page.unroute(PUT);
  assert.ok((await summary.innerText()).includes("at least 2 characters"), await summary.innerText());
  // Only what stopped it: the scan that no section uses yet is a warning.
  assert.equal(await summary.getByRole("link").count(), 1);
  await summary.getByRole("link").click();
  // What is finished is changed only after it was taken back.
  await form.heading(form.t("ui.outbox.locked_title")).waitFor();
  assert.equal(await form.textbox("school_town").count(), 0);
  await form.button("ui.outbox.change").click();
  await form.button("ui.outbox.change_really").click();
  await form.heading(form.t("section.school")).waitFor();
  assert.equal(await form.textbox("school_town").inputValue(), all.school_town);
  await form.openSend();
});

test("without a server it waits, keeps everything, and goes as soon as there is one", async () => {
  await here.server.halt();
  await form.sendButton.click();
  await waits(form.t("ui.outbox.no_answer"));
  await form.takeBack();
  await form.openSection("people");
  assert.equal(await form.textbox("head_name").inputValue(), all.head_name);
  await here.server.start();
  await form.openSend();
});

test("a double click and a server killed in the middle of a file make one application", async () => {
  let puts = 0;
  const offsets = [];
  let killed;
  page.on("request", (request) => {
    if (request.method() === "PUT") puts += 1;
  });
  await page.route("**/api/uploads/*", async (route) => {
    const request = route.request();
    if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
    if (!killed && offsets.at(-1) > 2_000_000) {
      killed = here.server.kill();
      await killed;
    }
    // The browser may have given it up by now.
    await route.continue().catch(() => {});
  });
  await form.sendButton.dblclick();
  await eventually(() => assert.ok(killed), 20_000);
  await killed;
  await form.standing("ui.send.committed_title").or(form.standing("ui.outbox.missing_title")).waitFor();
  await here.server.start();
  await inTime(async () => assert.ok(await form.heading(form.t("ui.receipt.title")).isVisible()));
  await page.unroute("**/api/uploads/*");
  assert.equal(puts, 1);
  // No piece that the server had was sent again.
  const large = offsets.slice(offsets.findIndex((offset, at) => offset > 0 && offsets[at - 1] === 0) - 1).filter((offset, at) => at === 0 || offset > 0);
  assert.deepEqual(large.filter((offset) => offset === 0).length, 1, `${offsets}`);
  first = { reference: await form.reference(), text: await receiptText() };
  const list = await applications();
  assert.equal(list.total, 1);
  assert.equal(list.rows[0].state, "complete");
  assert.equal(list.rows[0].version, 1);
  assert.equal(list.rows[0].reference, first.reference);
});

test("an answer that is lost after the commit and errors of the server leave one version and one receipt", async () => {
  await page.getByRole("link", { name: form.t("ui.overview.back") }).click();
  await form.openSection("people");
  await form.textbox("coordinator_role").fill("Head of studies");
  await form.saved();
  await form.openSend();
  const answers = [
    (route) => route.fulfill({ status: 503, contentType: "text/html", body: "<h1>Bad gateway</h1>" }),
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    (route) => route.abort(),
  ];
  let puts = 0;
  await page.route(PUT, (route) => (route.request().method() === "PUT" ? (answers[puts++] ?? ((route) => route.continue()))(route) : route.continue()));
  await form.sendButton.click();
  await inTime(async () => assert.ok(await form.heading(form.t("ui.receipt.title")).isVisible()));
  await page.unroute(PUT);
  assert.equal(puts, 4);
  const list = await applications();
  assert.deepEqual([list.total, list.rows[0].version, list.rows[0].reference], [1, 2, first.reference]);
  first.text = await receiptText();
});

test("the receipt is the same after a reload, and the start page leads to it", async () => {
  await page.reload();
  await form.heading(form.t("ui.receipt.title")).waitFor();
  assert.equal(await receiptText(), first.text);
  await page.goto(here.server.url);
  await page.getByText(form.t("ui.drafts.sent", { reference: first.reference })).waitFor();
  await page.getByRole("link", { name: all.school_name, exact: true }).click();
  await form.heading(form.t("ui.receipt.title")).waitFor();
});

test("after a change it is sent again as version 3, with only what is new uploaded", async () => {
  await page.getByRole("link", { name: form.t("ui.overview.back") }).click();
  await form.openSection("school");
  await form.textbox("school_town").fill("Getaria");
  await form.saved();
  let uploads = 0;
  page.on("request", (request) => {
    if (request.method() === "PATCH") uploads += 1;
  });
  await form.openReview();
  await form.button("ui.review.send").click();
  await form.heading(form.t("ui.send.title")).waitFor();
  await form.sendButton.dblclick();
  assert.equal(await form.received(), first.reference);
  const text = await page.getByRole("main").innerText();
  assert.match(text, new RegExp(`${form.t("ui.receipt.version")}\\s+3`));
  assert.equal(uploads, 0);
  const list = await applications();
  assert.deepEqual([list.total, list.rows[0].version, list.rows[0].town], [1, 3, "Getaria"]);

  const office = new OfficePages(await here.open({ path: `/office/applications/${list.rows[0].submission}` }));
  await office.signIn(here.administrator);
  await office.heading(all.school_name).waitFor();
  const versions = office.page.getByRole("region", { name: office.t("office.version.all") });
  await versions.getByRole("link", { name: office.t("office.version.number", { version: 1 }) }).click();
  await office.page.getByText(office.t("office.version.older", { version: 1, newest: 3 })).waitFor();
  await office.page.getByText("Zarautz", { exact: true }).first().waitFor();
});
