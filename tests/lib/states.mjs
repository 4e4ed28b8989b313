// Every page of the program in every state that a person can meet, declared once: what looks at pages – engines of
// accessibility, pictures – is handed each of them in turn.

import { readFile } from "node:fs/promises";
import { REFUSED } from "./browser.mjs";
import { writeCall } from "./calls.mjs";
import { canonical, commit, firstCall, manifestOf, sendMany, upload } from "./manifests.mjs";
import { bytesOf, school } from "./school.mjs";
import { exactly } from "./words.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

export const LOCALES = { en: "en-GB", es: "es-ES" };
const PASSPHRASE = "ñandú";
/** Long enough for a draft. */
const LONG_PASSPHRASE = "ñandú bajo la lluvia";
const DAY = 86_400_000;

/**
 * @typedef {object} Stage
 * @property {import("./server.mjs").Server} server one that has its calls in a folder of its own
 * @property {string} calls that folder
 * @property {(options: object) => Promise<import("playwright-core").Page>} open a page in a new context
 */

/**
 * What the states begin with: a whole draft as a file, open and under a passphrase, so that it need not be filled in for
 * each language; and applications for the office.
 */
export async function prepareStates(stage) {
  // Only the first start of a server prints it.
  const { administrator } = stage.server;
  const sent = await send(stage.server);
  const schema = await formSchema(stage.server.url);
  const form = new FormPages(await stage.open({ path: "/?lang=en" }), schema);
  const all = school(await firstCall(stage.server));
  await form.begin();
  await form.fillAll(all);
  await form.saved();
  await toSaving(form);
  const filled = { all, schema, call: await firstCall(stage.server), administrator, sent, open: await save(form), sealed: await save(form, PASSPHRASE) };
  await form.page.context().close();
  return filled;
}

/** A list of applications; ids of one with all its files, of one with warnings and without files, of one in two versions. */
async function send(server) {
  const many = await sendMany(server, 30);
  const call = await firstCall(server);
  const answers = school(call, "Liceo Nikolaos Plastiras");
  const { capability } = await commit(server, manifestOf(call, answers, { id: "a".repeat(32) }));
  const newer = manifestOf(call, { ...answers, school_town: "Zumaia" }, { id: "a".repeat(32) });
  await commit(server, newer, capability);
  await upload(server, newer, capability);
  return { complete: many[4].manifest.submission, doubtful: many[7].manifest.submission, older: newer.submission };
}

const main = (form) => form.page.getByRole("main");
const inMain = (form, key) => main(form).getByRole("link", { name: exactly(form.t(key)) }).first();
const remove = (form, scope) => scope.getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) });

async function toOverview(form) {
  await inMain(form, "ui.overview.back").click();
  await inMain(form, "ui.carry.save").waitFor();
}

async function toSaving(form) {
  await toOverview(form);
  await inMain(form, "ui.carry.save").click();
  await form.heading(form.t("ui.carry.save")).waitFor();
}

async function save(form, passphrase = "") {
  for (const key of ["ui.carry.passphrase", "ui.carry.passphrase_again"]) await form.page.getByLabel(exactly(form.t(key))).fill(passphrase);
  const download = form.page.waitForEvent("download");
  await form.button("ui.carry.save_now").click();
  return readFile(await (await download).path());
}

const choose = (form, buffer) =>
  form.choose([{ name: "draft.insignia", mimeType: "application/octet-stream", buffer }], main(form), "ui.files.choose_single");

async function bring(form, file, key = "ui.carry.add") {
  await form.page.goto(new URL("/open", form.page.url()).href);
  await choose(form, file);
  await form.button(key).click();
}

/** Requests to an address wait for ever. Gives what lets them fail. */
async function hold(page, pattern) {
  const held = [];
  const keep = (route) => (route.request().method() === "GET" ? route.continue() : held.push(route));
  await page.route(pattern, keep);
  return async () => {
    await page.unroute(pattern, keep);
    await Promise.all(held.map((route) => route.abort().catch(() => {})));
  };
}

class Tour {
  constructor(stage, filled, language, visit) {
    Object.assign(this, { stage, filled, language, visit });
  }

  get url() {
    return this.stage.server.url;
  }

  async form(path = "/", expected = REFUSED) {
    const page = await this.stage.open({ path: `${path}?lang=${this.language}`, locale: LOCALES[this.language], expected });
    return new FormPages(page, this.filled.schema, this.language);
  }

  async office(path = "/office") {
    const page = await this.stage.open({ path, locale: LOCALES[this.language], expected: REFUSED });
    return new OfficePages(page, this.language);
  }

  async filledForm(school) {
    const form = await this.form();
    await bring(form, this.filled.open);
    await form.heading(school ?? this.filled.all.school_name).waitFor();
    return form;
  }

  /**
   * The same as a draft of its own, which the server has never seen: what was sent once is not sent anew. It is known by its
   * name, for the one it is a copy of lies beside it.
   */
  async ownForm(name) {
    const form = await this.filledForm();
    await bring(form, this.filled.open, "ui.carry.copy");
    await form.heading(this.filled.all.school_name).waitFor();
    await form.openSection("school");
    await form.textbox("school_name").fill(name);
    await form.saved();
    return form;
  }

  /** Pages that are only read. */
  async reading() {
    for (const [path, key] of [["/form", "ui.links.form"], ["/rubric", "rubric.title"], ["/privacy", "privacy.title"], ["/accessibility", "ui.links.accessibility"], ["/nothing", "ui.not_found.title"]]) {
      const form = await this.form(path);
      await form.heading(form.t(key)).waitFor();
      await this.visit(path.slice(1), form.page);
      await form.page.context().close();
    }
  }

  async start() {
    const form = await this.form();
    const { page } = form;
    await form.button("ui.start.begin").waitFor();
    await this.visit("start", page);
    await form.button("ui.check.begin").click();
    await form.textbox("check_joined_on").fill("2031-01-01");
    await form.textbox("check_teachers").fill("12");
    await page.keyboard.press("Tab");
    await this.visit("start, check", page);
    await page.evaluate(() => dispatchEvent(new Event("insignia-waiting")));
    await page.route("**/api/calls", (route) => route.abort());
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.getByRole("heading", { name: exactly(form.t("ui.away.title")) }).waitFor();
    await this.visit("start, away and newer", page);
    await page.unroute("**/api/calls");
    await form.begin();
    await page.goto(this.url);
    const list = page.getByRole("region", { name: exactly(form.t("ui.drafts.title")) });
    await this.visit("start, drafts", page);
    await list.getByRole("link", { name: new RegExp(form.t("ui.drafts.delete")) }).first().click();
    await form.heading(form.t("ui.vault.erase_title")).waitFor();
    await this.visit("erase", page);
    await page.context().close();
  }

  /** The first page without a call that one can apply in. */
  async calls() {
    const later = (view) => view.calls.forEach((call) => (call.opens_at = call.closes_at = new Date(Date.now() + 99 * DAY).toISOString().replace(/\.\d+/, "")));
    const changes = [
      ["start, no call", (view) => (view.calls = []), "ui.call.none_title"],
      ["start, not yet open", later, "ui.call.not_yet_open"],
      ["start, nothing loaded", null, "ui.call.failed"],
    ];
    for (const [name, change, key] of changes) {
      const form = await this.form("/nothing");
      // At once, for an answer that is still on its way would be kept again.
      await form.page.addInitScript(() => localStorage.clear());
      await form.page.route("**/api/calls", async (route) => {
        if (!change) return route.abort();
        const view = await (await route.fetch()).json();
        change(view);
        await route.fulfill({ json: view });
      });
      await form.page.goto(this.url);
      await form.page.getByText(form.t(key), { exact: true }).first().waitFor();
      await this.visit(name, form.page);
      await form.page.context().close();
    }
  }

  /** A draft from its first page to what is wrong in it. */
  async beginning() {
    const form = await this.form();
    const { page } = form;
    await form.begin();
    await this.visit("overview, empty", page);
    await form.openSection("people");
    await this.visit("section, empty", page);
    await form.textbox("coordinator_email").fill("miren@");
    await form.button("ui.section.continue").click();
    await form.summary.waitFor();
    await this.visit("section, errors", page);
    await form.openSection("safety");
    await form.button("ui.section.continue").click();
    await form.summary.waitFor();
    await this.visit("table, errors", page);
    await form.openSection("leadership");
    await form.button("ui.section.continue").click();
    await form.summary.waitFor();
    await form.button("ui.picker.add").first().click();
    await this.visit("statements, errors", page);
    await form.openSection("declaration");
    await form.button("ui.section.continue").click();
    await form.summary.waitFor();
    await this.visit("declaration, errors", page);
    await form.openReview();
    await form.summary.waitFor();
    await this.visit("review, errors", page);
    await form.openSection("school");
    await page.evaluate(() => {
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await form.textbox("school_town").fill("Zarautz");
    await page.getByRole("alert").filter({ hasText: form.t("ui.save.unsaved") }).waitFor();
    await this.visit("section, not saved", page);
    await page.goto(`${this.url}/draft/${"0".repeat(32)}`);
    await form.heading(form.t("ui.draft.not_opened")).waitFor();
    await this.visit("draft, not opened", page);
    await page.context().close();
  }

  /** Drafts as files. */
  async carrying() {
    const form = await this.form("/open");
    const { page } = form;
    await form.heading(form.t("ui.carry.open")).waitFor();
    await this.visit("open", page);
    await choose(form, bytesOf("policy.pdf"));
    await page.getByRole("alert").waitFor();
    await this.visit("open, refused", page);
    await choose(form, this.filled.sealed);
    await form.button("ui.carry.unlock").click();
    await page.getByText(form.t("ui.carry.wrong_passphrase")).waitFor();
    await this.visit("open, wrong passphrase", page);
    await page.getByLabel(exactly(form.t("ui.carry.passphrase"))).fill(PASSPHRASE);
    await form.button("ui.carry.unlock").click();
    await form.button("ui.carry.add").waitFor();
    await this.visit("open, found", page);
    await form.button("ui.carry.add").click();
    await form.heading(this.filled.all.school_name).waitFor();
    await page.goto(`${this.url}/open`);
    await choose(form, this.filled.open);
    await form.button("ui.carry.merge").waitFor();
    await this.visit("open, here already", page);
    await inMain(form, "ui.carry.open_here").click();
    await form.heading(this.filled.all.school_name).waitFor();
    await inMain(form, "ui.carry.save").click();
    await page.getByLabel(exactly(form.t("ui.carry.passphrase"))).fill("one");
    await form.button("ui.carry.save_now").click();
    await page.getByText(form.t("ui.carry.passphrase_differs")).waitFor();
    await this.visit("save, errors", page);
    await save(form);
    await page.getByText(form.t("ui.carry.saved_title")).waitFor();
    await this.visit("save, made", page);
    await page.context().close();
  }

  /** Drafts under a passphrase. */
  async guarded() {
    const form = await this.form();
    const { page } = form;
    const secret = page.getByLabel(exactly(form.t("ui.carry.passphrase")));
    const both = async (words) => {
      for (const key of ["ui.carry.passphrase", "ui.carry.passphrase_again"]) await page.getByLabel(exactly(form.t(key))).fill(words);
    };
    await inMain(form, "ui.start.shared").click();
    await form.heading(form.t("ui.vault.begin_title")).waitFor();
    await both(PASSPHRASE);
    await form.button("ui.vault.begin").click();
    await page.locator("[aria-invalid=true]").waitFor();
    await this.visit("protect, errors", page);
    await both(LONG_PASSPHRASE);
    await form.button("ui.vault.begin").click();
    await form.heading(form.t("ui.drafts.unnamed")).waitFor();
    await this.visit("overview, protected", page);
    await page.reload();
    await form.heading(form.t("ui.vault.locked_title")).waitFor();
    await secret.fill(PASSPHRASE);
    await form.button("ui.vault.unlock").click();
    await page.getByText(form.t("ui.vault.wrong")).waitFor();
    await this.visit("draft, locked", page);
    await page.goto(this.url);
    await page.getByText(form.t("ui.drafts.locked_note")).waitFor();
    await this.visit("start, locked draft", page);
    await page.goto(`${this.url}/open`);
    await choose(form, this.filled.open);
    await page.getByRole("checkbox", { name: exactly(form.t("ui.start.shared")) }).check();
    await this.visit("open, to be protected", page);
    await page.context().close();
  }

  /** Where something of the program, or of a draft, is not as it should be. */
  async failing() {
    const form = await this.form("/health", [...REFUSED, /Failed to fetch/]);
    const { page } = form;
    // No service worker has the files that cannot be fetched.
    await page.addInitScript(() => delete Navigator.prototype.serviceWorker);
    await page.goto(`${this.url}/?lang=${this.language}`);
    await form.begin();
    await form.openSection("evidence");
    await page.route("**/assets/evidence_worker_bg*", () => {});
    await form.choose(["minutes.pdf"]);
    await page.getByText(form.t("ui.files.examining", { name: "minutes.pdf" })).waitFor();
    await this.visit("evidence, examining", page);
    await page.route("**/assets/apply_split_reading*", (route) => route.abort());
    await page.goto(`${this.url}/privacy`);
    await page.getByRole("heading", { name: exactly(form.t("ui.part.failed_title")) }).waitFor();
    await this.visit("part, not loaded", page);
    await page.route("**/assets/apply_bg*", (route) => route.abort());
    await page.goto(this.url);
    await page.locator("#boot-failed").waitFor();
    await this.visit("start, failed", page);
    await page.context().close();
    await this.newer();
  }

  /** A draft that a newer program wrote in this browser. */
  async newer() {
    const form = await this.filledForm();
    const { page } = form;
    const draft = page.url();
    await page.goto(`${this.url}/health`);
    await page.evaluate(async (id) => {
      const opening = indexedDB.open("insignia");
      const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
      const store = database.transaction("drafts", "readwrite").objectStore("drafts");
      const reading = store.get(id);
      await new Promise((done) => (reading.onsuccess = done));
      store.put(JSON.stringify({ ...JSON.parse(reading.result), form_version: 99 }), id);
      await new Promise((done) => (store.transaction.oncomplete = done));
      database.close();
    }, new URL(draft).pathname.split("/")[2]);
    await page.goto(draft);
    await form.heading(form.t("ui.draft.newer_title")).waitFor();
    await this.visit("draft, newer", page);
    await page.context().close();
  }

  /** All sections as they are when all is filled in, and what can be done there. */
  async filledIn() {
    const form = await this.filledForm();
    const { page } = form;
    await this.visit("overview, filled", page);
    for (const section of ["school", "people", "eligibility", "safety", "leadership", "evidence", "declaration"]) {
      await form.openSection(section);
      await main(form).getByRole("button", { name: exactly(form.t("ui.section.continue")) }).waitFor();
      // A part of the program may be on its way.
      await eventually(async () => (await page.locator("main .loading").count()) === 0 || Promise.reject(new Error("still loading")));
      await this.visit(section, page);
    }
    await form.openSection("people");
    await remove(form, form.row("team", 4)).click();
    await page.getByText(form.t("ui.rows.undo")).waitFor();
    await this.visit("row, removed", page);
    await form.button("ui.rows.undo").click();
    await form.openSection("evidence");
    await form.choose(["password.pdf"]);
    await page.getByRole("alert").first().waitFor();
    await remove(form, form.items.last()).click();
    await this.visit("evidence, refused and removed", page);
    await form.button("ui.rows.undo").click();
    await form.saved();

    const other = new FormPages(await page.context().newPage(), this.filled.schema, this.language);
    other.page.setDefaultTimeout(20_000);
    await other.page.goto(page.url());
    await other.heading(other.t("ui.readonly.title")).waitFor();
    await this.visit("section, read-only", other.page);
    await other.page.close();

    await form.openReview();
    await this.visit("review", page);
    const draft = page.url().replace(/review$/, "");
    await page.goto(`${draft}declaration-of-honour`);
    await main(form).getByRole("heading", { level: 1 }).waitFor();
    await this.visit("declaration of honour", page);
    await page.context().close();
  }

  /** Who changed what, after two copies of a draft were brought together. */
  async history() {
    const [ann, bo] = [await this.filledForm(), await this.filledForm()];
    for (const [form, town] of [[ann, "Getaria"], [bo, "Zumaia"]]) {
      await form.openSection("school");
      await form.textbox("school_town").fill(town);
      await form.saved();
    }
    await ann.openSection("people");
    await remove(ann, ann.row("team", 4)).click();
    await ann.saved();
    await toSaving(bo);
    await bring(ann, await save(bo), "ui.carry.merge");
    await ann.heading(ann.t("ui.history.title")).waitFor();
    await ann.page.getByRole("region", { name: exactly(ann.t("field.school_town")) }).waitFor();
    await this.visit("history", ann.page);
    await toOverview(ann);
    await ann.page.getByText(ann.say.count("ui.history.notice", 1)).waitFor();
    await this.visit("overview, written in two ways", ann.page);
    await Promise.all([ann, bo].map((form) => form.page.context().close()));
  }

  /** From the button to everything that can happen before there is a receipt. */
  async sending() {
    const name = `Ikastola ${this.language}`;
    const form = await this.ownForm(name);
    const { page } = form;
    await form.openSend();
    await this.visit("send", page);
    const commits = await hold(page, "**/api/submissions/*");
    await form.sendButton.click();
    await form.standing("ui.outbox.sending_title").waitFor();
    await this.visit("send, sending", page);
    await page.route("**/api/submissions/*", (route) => route.abort());
    await commits();
    await form.standing("ui.outbox.waiting_title").filter({ hasText: form.t("ui.outbox.no_answer") }).waitFor();
    await form.button("ui.outbox.change").click();
    await page.getByRole("alertdialog").waitFor();
    await this.visit("send, waiting", page);
    await form.button("ui.outbox.change_not").click();
    await form.stepLink(form.t("section.school")).click();
    await form.heading(form.t("ui.outbox.locked_title")).waitFor();
    await this.visit("section, finished", page);
    await page.goto(`${this.url}`);
    await page.getByText(form.t("ui.outbox.short_waiting")).first().waitFor();
    await this.visit("start, waiting", page);
    await page.unroute("**/api/submissions/*");

    // A form that was left open while the rules changed: the server is asked to take less than it wants.
    await page.route("**/api/submissions/*", async (route) => {
      const manifest = route.request().postDataJSON();
      manifest.answers.school_town = "Z";
      await route.continue({ postData: canonical(manifest) });
    });
    await page.getByRole("link", { name: exactly(name) }).click();
    await form.button("ui.outbox.try_now").click();
    await form.standing("ui.outbox.refused_title").waitFor();
    await this.visit("send, refused", page);
    await page.context().close();
  }

  /** From the receipt without its files to all that is shown of what has arrived. */
  async arriving() {
    const name = `Escola ${this.language}`;
    const form = await this.ownForm(name);
    const { page } = form;
    await form.openSend();
    const files = await hold(page, "**/api/uploads/*");
    await form.sendButton.click();
    await form.standing("ui.send.committed_title").waitFor();
    await this.visit("send, uploading", page);
    await page.goto(page.url().replace(/send$/, "receipt"));
    await form.heading(form.t("ui.receipt.partial_title")).waitFor();
    await this.visit("receipt, evidence missing", page);
    await files();
    await page.reload();
    await form.received();
    await this.visit("receipt", page);
    await toOverview(form);
    await this.visit("overview, sent", page);
    await page.goto(this.url);
    await page.getByText(form.t("ui.drafts.sent", { reference: "" }).trim()).waitFor();
    await this.visit("start, sent", page);
    await page.context().close();
  }

  /** After the call has closed. It is open again afterwards. */
  async late() {
    const form = await this.ownForm(`Lycée ${this.language}`);
    const { page } = form;
    await this.callCloses(Date.now() - 3_600_000);
    await page.reload();
    await page.getByRole("heading", { name: exactly(form.t("ui.deadline.closed_title")) }).waitFor();
    await this.visit("overview, late", page);
    await form.openSend();
    await this.visit("send, late", page);
    await form.sendButton.click();
    await form.received();
    await page.getByRole("heading", { name: exactly(form.t("ui.outbox.late_title")) }).waitFor();
    await this.visit("receipt, late", page);
    await page.goto(this.url);
    await page.getByText(form.t("ui.call.closed"), { exact: true }).waitFor();
    await this.visit("start, closed", page);
    await this.callCloses();
    await page.context().close();
  }

  async callCloses(closes) {
    await this.stage.server.halt();
    await writeCall(this.stage.calls, { closes });
    await this.stage.server.start();
  }

  async officePages() {
    const office = await this.office();
    const { page } = office;
    await office.signInButton.waitFor();
    await this.visit("office, sign-in", page);
    await office.signInButton.click();
    await page.getByText(office.t("office.sign_in.email_missing")).waitFor();
    await this.visit("office, sign-in errors", page);
    await office.signIn({ email: "nobody@example.org", password: "a wrong password" });
    await page.getByRole("alert").filter({ hasText: office.t("office.sign_in.wrong") }).waitFor();
    await this.visit("office, wrong password", page);
    await office.signIn(this.filled.administrator);
    await office.listStands();
    await this.visit("office, list", page);
    await office.search.fill("no school is called like that");
    await page.getByText(office.t("office.list.nothing_title")).waitFor();
    await this.visit("office, nothing found", page);
    for (const [name, handle, key] of [
      ["office, empty list", async (route) => route.fulfill({ json: { ...(await (await route.fetch()).json()), total: 0, rows: [] } }), "office.list.none_title"],
      ["office, list not loaded", (route) => route.abort(), "office.error.title"],
    ]) {
      await page.route("**/api/office/applications?*", handle);
      await page.goto(`${this.url}/office/applications`);
      await page.getByText(office.t(key)).waitFor();
      await this.visit(name, page);
      await page.unroute("**/api/office/applications?*");
    }
    const { complete, doubtful, older } = this.filled.sent;
    for (const [name, id] of [["office, application", complete], ["office, files missing", doubtful]]) {
      await page.goto(`${this.url}/office/applications/${id}`);
      await page.getByText(office.t("office.receipt.valid")).waitFor();
      await this.visit(name, page);
    }
    await page.goto(`${this.url}/office/applications/${older}?version=1`);
    await page.getByText(office.t("office.version.older", { version: 1, newest: 2 })).waitFor();
    await this.visit("office, older version", page);
    await page.goto(`${this.url}/office/applications/${"0".repeat(32)}`);
    await page.getByText(office.t("office.application.unknown_title")).waitFor();
    await this.visit("office, no such application", page);
    await page.goto(`${this.url}/office/nothing`);
    await page.getByText(office.t("office.unknown.title")).waitFor();
    await this.visit("office, not found", page);
    await page.goto(`${this.url}/office`);
    await office.listStands();
    await page.evaluate(() => fetch("/api/session", { method: "DELETE" }));
    await office.filter("office.list.state").selectOption({ index: 1 });
    await page.getByText(office.t("office.sign_in.expired")).waitFor();
    await this.visit("office, session ended", page);
    await page.context().close();
  }
}

/** Groups of states; each stands by itself. */
export const TOURS = Object.getOwnPropertyNames(Tour.prototype).filter((name) => !["constructor", "url", "form", "office", "filledForm", "ownForm", "newer", "callCloses"].includes(name));

/**
 * Hands every state of a group to `visit`, by a name and its page.
 * @param {Stage} stage
 * @param {Awaited<ReturnType<typeof prepareStates>>} filled
 */
export async function eachState(stage, filled, tour, language, visit) {
  await new Tour(stage, filled, language, visit)[tour]();
}
