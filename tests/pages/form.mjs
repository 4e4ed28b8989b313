// The public form as a person uses it: by what controls are called, never by how the page is built.

import { SECTIONS, itemOf, kindOf, labelKey, optionSet } from "../lib/form.mjs";
import { bytesOf, fixture } from "../lib/school.mjs";
import { exactly, words } from "../lib/words.mjs";

const TYPES = { pdf: "application/pdf", png: "image/png", jpg: "image/jpeg", webp: "image/webp" };

/** The schema of the form from a running server. */
export async function formSchema(url) {
  return (await fetch(`${url}/api/form.schema.json`)).json();
}

/** Tries until it holds, or says why not. For what is only seen by looking again. */
export async function eventually(check, limit = 8_000) {
  const deadline = Date.now() + limit;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((next) => setTimeout(next, 40));
    }
  }
}

/** Puts files into the page's hands as dragging them there does. */
export async function dropFiles(target, files) {
  const given = files.map(({ name, bytes }) => ({ name, type: TYPES[name.split(".").at(-1)] ?? "", data: bytes.toString("base64") }));
  const transfer = await target.page().evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const { name, type, data } of all) {
      transfer.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name, { type }));
    }
    return transfer;
  }, given);
  await target.dispatchEvent("dragover", { dataTransfer: transfer });
  await target.dispatchEvent("drop", { dataTransfer: transfer });
  await transfer.dispose();
}

export class FormPages {
  /**
   * @param {import("playwright-core").Page} page
   * @param {object} schema of the form
   * @param {string | ReturnType<typeof words>} [language] of the page, or its words
   */
  constructor(page, schema, language = "en") {
    this.page = page;
    this.schema = schema.properties;
    this.say = typeof language === "string" ? words(language) : language;
  }

  t(key, values) {
    return this.say.text(key, values);
  }

  button(key, scope = this.page) {
    return scope.getByRole("button", { name: exactly(this.t(key)) });
  }

  heading(text) {
    return this.page.getByRole("heading", { level: 1, name: exactly(text) });
  }

  // The start page

  async begin() {
    await this.button("ui.start.begin").click();
    await this.heading(this.t("ui.drafts.unnamed")).waitFor();
    return new URL(this.page.url()).pathname.split("/")[2];
  }

  // Moving between the pages of a draft

  get sections() {
    return this.page.getByRole("navigation", { name: this.t("ui.overview.sections") });
  }

  stepLink(title) {
    return this.sections.getByRole("link", { name: new RegExp(`^${exactly(title).source.slice(1, -1)}`) });
  }

  async openSection(id) {
    const title = this.t(`section.${id}`);
    const link = this.stepLink(title);
    if (await this.sections.isVisible()) {
      if (!(await link.isVisible())) await this.sections.getByText(this.t("ui.overview.sections")).click();
      await link.click();
    } else {
      await this.page.getByRole("link", { name: exactly(title) }).click();
    }
    await this.heading(title).waitFor();
  }

  async openReview() {
    const task = this.page.getByRole("link", { name: exactly(this.t("ui.overview.review")) });
    const step = this.stepLink(this.t("ui.review.title"));
    if ((await this.sections.isVisible()) && !(await step.isVisible())) await this.sections.getByText(this.t("ui.overview.sections")).click();
    await step.or(task).first().click();
    await this.heading(this.t("ui.review.title")).waitFor();
  }

  // Controls

  /** Name of a control: its label, perhaps with the mark that it may be left out. */
  name(id, item) {
    return exactly(this.t(labelKey(id, item)), `( ${this.t("ui.field.optional")})?`);
  }

  textbox(id, item, scope = this.page) {
    return scope.getByRole("textbox", { name: this.name(id, item) });
  }

  select(id, item, scope = this.page) {
    return scope.getByRole("combobox", { name: this.name(id, item) });
  }

  /** Several controls under one question. In a row its name goes on with that of the row. */
  group(id, item, scope = this.page) {
    const name = exactly(this.t(labelKey(id, item)), `( ${this.t("ui.field.optional")})?${item ? "( .+)?" : ""}`);
    return scope.getByRole("group", { name }).or(scope.getByRole("radiogroup", { name }));
  }

  table(id) {
    return this.page.getByRole("region", { name: this.name(id) });
  }

  /** The nth row of a table, from 1. */
  row(table, nth, scope = this.table(table)) {
    const title = this.t(`item.${itemOf(table)}`, { n: nth });
    return scope.getByRole("group", { name: new RegExp(`^${title}( |$)`) });
  }

  /** One of the rows that are always there. */
  fixedRow(table, id) {
    const role = itemOf(table) === "indicator" ? "group" : "region";
    return this.table(table).getByRole(role, { name: new RegExp(`${exactly(this.t(`row.${table}.${id}`)).source.slice(1)}`) });
  }

  async addRow(table) {
    await this.table(table).getByRole("button", { name: exactly(this.t(`item.${itemOf(table)}.add`)) }).click();
  }

  /** Answers one field. `all` are the answers of the whole application, to find people and evidence by name. */
  async answer(id, value, { schema = this.schema[id], item, scope = this.page, all } = {}) {
    const set = optionSet(id, item);
    switch (kindOf(schema, set)) {
      case "text":
        return this.textbox(id, item, scope).fill(value);
      case "choose": {
        const label = set ? this.say.option(set, value) : PROVINCES[value];
        return this.select(id, item, scope).selectOption({ label });
      }
      case "radio": {
        const group = item === "indicator" ? scope.getByRole("radiogroup") : this.group(id, item, scope);
        return group.getByRole("radio", { name: exactly(this.say.option(set, value)) }).check();
      }
      case "boxes":
        for (const one of value) {
          await this.group(id, item, scope).getByRole("checkbox", { name: exactly(this.say.option(set, one)) }).check();
        }
        return;
      case "tick":
        return scope.getByRole("checkbox", { name: this.name(id, item) }).check();
      case "person": {
        const person = all.team.find((row) => row.id === value);
        return this.select(id, item, scope).selectOption({ label: person.answers.name });
      }
      case "pick":
        for (const one of value) {
          const { title } = all.evidence.find((row) => row.id === one).answers;
          await this.group(id, item, scope).getByRole("checkbox", { name: new RegExp(`^${exactly(title).source.slice(1, -1)}`) }).check();
        }
        return;
      case "file":
        return this.attachOne(value, scope);
      case "rows":
        return id === "evidence" ? this.fillRegister(value, schema) : this.fillRows(id, value, schema, all);
      case "fixed":
        for (const row of value) await this.answerRow(id, row, schema, this.fixedRow(id, row.id), all);
    }
  }

  async fillRows(id, rows, schema, all) {
    for (const [at, row] of rows.entries()) {
      const place = this.row(id, at + 1);
      if ((await place.count()) === 0) await this.addRow(id);
      await this.answerRow(id, row, schema, place, all);
    }
  }

  async answerRow(table, row, schema, scope, all) {
    const cells = schema.items.properties.answers.properties;
    for (const id of cellOrder(table, row.answers)) {
      await this.answer(id, row.answers[id], { schema: cells[id], item: itemOf(table), scope, all });
    }
  }

  async fillSection(section, all) {
    for (const id of SECTIONS[section]) {
      if (all[id] !== undefined) await this.answer(id, all[id], { all });
    }
  }

  /** Goes on to the next section; what is wrong would hold the person here. */
  async goOn(next) {
    await this.button("ui.section.continue").click();
    await this.heading(next).waitFor();
  }

  /** Fills all eleven sections; the register before those that point to it. Ends on the last of them. */
  async fillAll(all) {
    const order = ["school", "people", "eligibility", "evidence", "safety", "leadership", "collaboration", "students", "model", "inclusion", "declaration"];
    for (const section of order) {
      await this.openSection(section);
      await this.fillSection(section, all);
    }
  }

  // Evidence

  get register() {
    return this.table("evidence");
  }

  get items() {
    return this.register.getByRole("article");
  }

  itemCalled(title) {
    return this.register.getByRole("article", { name: exactly(title) });
  }

  zone(scope = this.register) {
    return scope.getByText(this.t("ui.files.drop"));
  }

  /** Chooses files with the browser's own dialog. Names of fixtures, or files with `name`, `mimeType` and `buffer`. */
  async choose(files, scope = this.register, key = "ui.files.choose") {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), scope.getByText(this.t(key), { exact: true }).click()]);
    await chooser.setFiles(files.map((file) => (typeof file === "string" ? fixture(file) : file)));
  }

  async drop(names, scope = this.register) {
    await dropFiles(this.zone(scope), names.map((name) => ({ name, bytes: bytesOf(name) })));
  }

  async attachOne(name, scope) {
    await this.choose([name], scope, "ui.files.choose_single");
    await scope.getByRole("article").getByText(name).waitFor();
  }

  /** Fills the register: every other file is dropped, the others are chosen. */
  async fillRegister(rows, schema) {
    for (const [at, row] of rows.entries()) {
      const { source, file, ...rest } = row.answers;
      if (source === "link") await this.button("ui.files.add_link", this.register).click();
      else if (at % 2 === 0) await this.choose([file]);
      else await this.drop([file]);
      const article = this.items.nth(at);
      await article.waitFor();
      await this.answerRow("evidence", { id: row.id, answers: rest }, schema, article);
    }
  }

  // Saving and sending

  /** Waits until everything typed is in the browser's own store. */
  async saved() {
    const text = exactly(this.t("ui.save.saved", { time: "@" })).source.replace("@", ".+");
    await this.page.getByRole("status").filter({ hasText: new RegExp(text) }).waitFor();
  }

  async openSend() {
    await this.openReview();
    await this.button("ui.review.send").click();
    await this.heading(this.t("ui.send.title")).waitFor();
  }

  get sendButton() {
    return this.page.getByRole("button", { name: new RegExp(`^(${this.t("ui.outbox.finish")}|${this.t("ui.outbox.finish_late")})$`) });
  }

  /** The box that says where a finished application stands. */
  standing(key) {
    return this.page.getByRole("status").or(this.page.getByRole("alert")).filter({ has: this.page.getByRole("heading", { name: exactly(this.t(key)) }) });
  }

  /** Takes a finished application back, so that it can be changed. */
  async takeBack() {
    await this.button("ui.outbox.change").click();
    await this.button("ui.outbox.change_really").click();
    await this.sendButton.waitFor();
  }

  async received() {
    await this.heading(this.t("ui.receipt.title")).waitFor({ timeout: 40_000 });
    return this.reference();
  }

  async reference() {
    const text = await this.page.getByText(this.t("ui.receipt.reference"), { exact: true }).locator("xpath=..").innerText();
    return text.match(/[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0];
  }

  // What is wrong

  get summary() {
    return this.page.getByRole("alert").filter({ has: this.page.getByRole("heading") });
  }

  /** The element that says what is wrong with a control: what the control itself names as its description. */
  async described(control) {
    return control.evaluate((element) =>
      (element.getAttribute("aria-describedby") ?? "")
        .split(" ")
        .filter(Boolean)
        .map((id) => document.getElementById(id)?.innerText ?? "")
        .join("\n"),
    );
  }
}

/** Fields that decide whether another is asked come first, everything else in the order of the page. */
function cellOrder(table, answers) {
  const first = { evidence: ["source", "link", "access"], indicator: ["state"], statement: ["state"] }[itemOf(table)] ?? [];
  return [...first.filter((id) => id in answers), ...Object.keys(answers).filter((id) => !first.includes(id))];
}

/** The provinces that journeys use, under their official names. */
const PROVINCES = { 20: "Gipuzkoa", 28: "Madrid" };

/** Every question with its answer as a page shows them for reading, section by section. */
export async function readAnswers(page) {
  return page.evaluate(() => {
    const text = (element) => element.innerText.replace(/\s+/g, " ").trim();
    return [...document.querySelectorAll("main dl > div")]
      .filter((line) => line.closest("section, [role=region]") && !line.closest("aside"))
      .map((line) => [text(line.querySelector("dt")), text(line.querySelector("dd"))]);
  });
}
