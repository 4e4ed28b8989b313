// Drafts that other versions of the program have stored: earlier ones open for ever, later ones can be read and saved.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { journey } from "../lib/journey.mjs";
import { kill, live, pause } from "../lib/kills.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const FIXTURE = resolve(fileURLToPath(import.meta.url), "../../fixtures/drafts/format-1.json");

const here = journey({ prepare });
/** How often a browser is killed while it changes its database. */
const ROUNDS = 8;
let schema, stores;

async function prepare() {
  schema = await formSchema(here.server.url);
  const call = await firstCall(here.server);
  stores = JSON.parse(readFileSync(FIXTURE, "utf8").replaceAll("demo-2027", call.id));
}

/** A browser that keeps what the fixture says, after `change` was made to the record of the draft. */
async function keeper(change = () => {}) {
  const page = await here.open();
  const form = new FormPages(page, schema);
  await form.button("ui.start.begin").waitFor();
  const [[id, text]] = stores.drafts;
  const record = JSON.parse(text);
  change(record);
  const content = { ...stores, drafts: [[id, JSON.stringify(record)]] };
  await lay(page, content);
  await page.goto(`${here.server.url}/draft/${id}`);
  return form;
}

/** Puts records into the database of a page: into the one that is there, or into a new one of this version with no other stores. */
async function lay(page, content, version) {
  await page.evaluate(
    async ([content, version]) => {
      const opening = indexedDB.open("insignia", version);
      opening.onupgradeneeded = () => {
        for (const store of Object.keys(content)) opening.result.createObjectStore(store);
      };
      const database = await new Promise((done, fail) => Object.assign(opening, { onsuccess: () => done(opening.result), onerror: fail }));
      const transaction = database.transaction(Object.keys(content), "readwrite");
      const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
      for (const [store, records] of Object.entries(content)) {
        for (const [key, value] of records) transaction.objectStore(store).put(value.base64 ? bytes(value.base64) : value, key);
      }
      await new Promise((done) => (transaction.oncomplete = done));
      database.close();
    },
    [content, version],
  );
}

/** Version and stores of the database of a page. */
const shape = (page) =>
  page.evaluate(async () => {
    const opening = indexedDB.open("insignia");
    const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
    const shape = [database.version, ...database.objectStoreNames];
    database.close();
    return shape;
  });

test("a database of the first version is given what it lacks, and keeps what it has", async () => {
  // A page without the program, and without an icon.
  const page = await here.open({ path: "/health", expected: [/Failed to load resource/, /^404 .*favicon/] });
  const [[id]] = stores.drafts;
  // Version 1 had these stores only.
  await lay(page, stores, 1);
  await page.goto(`${here.server.url}/draft/${id}`);
  const form = new FormPages(page, schema);
  await form.openSection("school");
  assert.equal(await form.textbox("school_town").inputValue(), "Zumaia");
  await form.textbox("school_town").fill("Getaria");
  await form.saved();
  await page.reload();
  await form.heading(form.t("section.school")).waitFor();
  assert.equal(await form.textbox("school_town").inputValue(), "Getaria");
  await form.openSection("evidence");
  await form.items.first().getByText("minutes.pdf").waitFor();
  const fresh = new FormPages(await here.open(), schema);
  await fresh.begin();
  assert.deepEqual(await shape(page), await shape(fresh.page));
});

test("a browser that is killed while its database is changed has all of it afterwards", { timeout: 240_000 }, async () => {
  const [[id]] = stores.drafts;
  const address = `${here.server.url}/draft/${id}`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const life = await live({ address: `${here.server.url}/health`, field: "#school_town" });
    await lay(life.page, stores, 1);
    // How far it comes differs from round to round.
    life.page.goto(address, { waitUntil: "commit" }).catch(() => {});
    await pause(60 + 90 * round);
    await kill(life);
    const next = await live({ profile: life.profile, address, field: "#school_town" });
    const form = new FormPages(next.page, schema);
    await form.openSection("school");
    assert.equal(await form.textbox("school_town").inputValue(), "Zumaia");
    await form.openSection("evidence");
    await form.items.first().getByText("minutes.pdf").waitFor();
    await next.context.close();
    await life.forget();
  }
});

const link = (form, key) => form.page.getByRole("main").getByRole("link", { name: exactly(form.t(key)) });

test("a draft that the first program stored opens, is written, and is whole afterwards", async () => {
  const form = await keeper();
  await form.openSection("school");
  assert.equal(await form.textbox("school_town").inputValue(), "Zumaia");
  assert.equal(await form.textbox("school_website").inputValue(), "");
  await form.textbox("school_town").fill("Getaria");
  await form.saved();
  await form.openSection("people");
  assert.equal(await form.textbox("name", "member", form.row("team", 3)).inputValue(), "Γιώργος Παπαδόπουλος");
  await form.page.reload();
  await form.heading(form.t("section.people")).waitFor();
  await form.openSection("school");
  assert.equal(await form.textbox("school_town").inputValue(), "Getaria");
  await form.openSection("evidence");
  await form.items.first().getByText("minutes.pdf").waitFor();
  await form.openSection("leadership");
  assert.match(await form.textbox("plan").inputValue(), /“Ñandú”/);
});

test("a draft of a newer form can be read and saved to a file, and not be written", async () => {
  const form = await keeper((record) => (record.form_version = 99));
  await form.heading(form.t("ui.draft.newer_title")).waitFor();
  await form.page.getByText("Zumaia").first().waitFor();
  assert.equal(await form.page.getByRole("main").getByRole("textbox").count(), 0);
  assert.equal(await form.button("ui.readonly.take").count(), 0);
  await link(form, "ui.carry.save").click();
  const download = form.page.waitForEvent("download");
  await form.button("ui.carry.save_now").click();
  const bytes = readFileSync(await (await download).path());
  assert.ok(bytes.includes('"form_version":99') && bytes.includes("Zumaia"));
});

test("answers that the form no longer asks stay in the draft and are shown before sending", async () => {
  const form = await keeper((record) => {
    record.snapshot.school_fax = "+34 943 00 00 00";
    record.snapshot.pets = [{ id: "p1", answers: { name: "Rex" } }];
  });
  await form.openReview();
  const rest = form.page.getByRole("region", { name: exactly(form.t("ui.review.not_asked")) });
  await rest.getByText("+34 943 00 00 00").waitFor();
  await rest.getByText("Rex").waitFor();
  await form.openSection("school");
  await form.textbox("school_town").fill("Getaria");
  await form.saved();
  await form.page.reload();
  await form.heading(form.t("section.school")).waitFor();
  await form.openReview();
  await eventually(async () => assert.match(await rest.innerText(), /school_fax[^]*943/));
});
