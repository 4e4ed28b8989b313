// Browsers without Web Locks: two tabs on one draft, with and without channels between them. Nothing is lost, nothing sent twice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CUT } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { school } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
let schema, all;

async function prepare() {
  schema = await formSchema(here.server.url);
  all = school(await firstCall(here.server));
}

/** A person whose browser lacks these. */
async function person(...lacking) {
  const page = await here.open({ path: "/health", expected: CUT });
  await page.context().addInitScript((lacking) => {
    if (lacking.includes("locks")) delete Navigator.prototype.locks;
    if (lacking.includes("channels")) delete window.BroadcastChannel;
  }, lacking);
  await page.goto(here.server.url);
  assert.ok(await page.evaluate(() => !("locks" in navigator)));
  return new FormPages(page, schema);
}

async function tab(form, path) {
  const page = await form.page.context().newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(here.server.url + path);
  return new FormPages(page, schema);
}

test("a tab that is there answers, so that a second one can only read until it takes over", async () => {
  const form = await person("locks");
  const id = await form.begin();
  await form.openSection("people");
  await form.textbox("head_name").fill("Joseba");
  await form.saved();
  const other = await tab(form, `/draft/${id}/people`);
  await other.heading(other.t("ui.readonly.title")).waitFor();
  // Typed and not yet said to be saved.
  await form.textbox("head_name").fill("Joseba Iñaki Peña");
  await other.button("ui.readonly.take").click();
  await other.textbox("head_name").waitFor();
  assert.equal(await other.textbox("head_name").inputValue(), "Joseba Iñaki Peña");
  await form.heading(form.t("ui.readonly.title")).waitFor();
  await other.textbox("head_name").fill("Joseba Iñaki Peña Ugarte");
  await other.saved();
  await form.button("ui.readonly.take").click();
  await form.textbox("head_name").waitFor();
  assert.equal(await form.textbox("head_name").inputValue(), "Joseba Iñaki Peña Ugarte");
  await form.page.close();
  await other.page.reload();
  await other.textbox("head_name").waitFor();
});

test("tabs that cannot hear each other lose nothing: what differs is shown in both ways", async () => {
  const form = await person("locks", "channels");
  const id = await form.begin();
  await form.openSection("school");
  await form.textbox("school_town").fill("Zarautz");
  await form.textbox("school_name").fill("Eskola");
  await form.saved();
  const other = await tab(form, `/draft/${id}/school`);
  await other.textbox("school_town").fill("Getaria");
  await other.saved();

  // It does not know yet that it must not write.
  await form.textbox("school_town").fill("Zumaia");
  await form.textbox("school_postcode").fill("20750");
  await form.heading(form.t("ui.readonly.title")).waitFor();
  const unsaved = form.page.getByRole("alert").filter({ hasText: form.t("ui.readonly.unsaved") });
  await unsaved.waitFor();
  for (const text of ["Zumaia", "20750"]) await form.page.getByText(text, { exact: true }).first().waitFor();
  await form.button("ui.readonly.take").click();
  await form.textbox("school_town").waitFor();
  assert.equal(await form.textbox("school_postcode").inputValue(), "20750");
  await form.page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.page.getByRole("link", { name: exactly(form.t("ui.history.look")) }).click();
  const panel = form.page.getByRole("region", { name: exactly(form.t("field.school_town")) });
  await panel.locator(".answer__value").nth(1).waitFor();
  const towns = await panel.locator(".answer__value").allInnerTexts();
  assert.deepEqual(towns.sort(), ["Getaria", "Zumaia"]);
  assert.match(await panel.innerText(), new RegExp(form.t("ui.history.here")));
  // The other tab finds out by its own next change, and keeps it in the same way.
  await other.textbox("school_address").fill("Kale Nagusia 1");
  await other.heading(other.t("ui.readonly.title")).waitFor();
  await other.button("ui.readonly.take").click();
  await other.textbox("school_address").waitFor();
  assert.equal(await other.textbox("school_address").inputValue(), "Kale Nagusia 1");
  assert.equal(await other.textbox("school_postcode").inputValue(), "20750");
});

test("two tabs that both send make one submission with one version", async () => {
  const form = await person("locks", "channels");
  const id = await form.begin();
  await form.fillAll(all);
  await form.saved();
  let broken = true, puts = 0;
  const bodies = new Set();
  await form.page.context().route("**/api/submissions/*", async (route) => {
    if (route.request().method() !== "PUT") return route.continue();
    puts += 1;
    bodies.add(route.request().postData());
    // Long enough for the other tab to begin as well.
    await new Promise((next) => setTimeout(next, 600));
    return broken ? route.abort() : route.continue();
  });
  await form.openSend();
  await form.sendButton.click();
  await form.standing("ui.outbox.waiting_title").waitFor();
  const other = await tab(form, "/");
  await eventually(async () => assert.ok(puts >= 2));
  broken = false;
  const wake = (each) => each.page.evaluate(() => window.dispatchEvent(new Event("online")));
  await Promise.all([form, other].map(wake));
  const sent = other.page.getByText(other.t("ui.drafts.sent", { reference: "" }).trim());
  await sent.waitFor({ timeout: 40_000 });
  assert.equal(bodies.size, 1, "both send the same");
  const { email, password } = here.server.administrator;
  const answer = await fetch(`${here.server.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: here.server.url },
    body: JSON.stringify({ email, password }),
  });
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  const list = await (await fetch(`${here.server.url}/api/office/applications`, { headers: { cookie } })).json();
  assert.deepEqual([list.total, list.rows[0].version, list.rows[0].state], [1, 1, "complete"]);
  await form.page.goto(`${here.server.url}/draft/${id}/receipt`);
  assert.equal(await form.received(), list.rows[0].reference);
});
