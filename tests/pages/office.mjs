// The office as an administrator uses it.

import { readFile } from "node:fs/promises";
import { exactly, words } from "../lib/words.mjs";

export class OfficePages {
  constructor(page, language = "en") {
    this.page = page;
    this.say = typeof language === "string" ? words(language) : language;
  }

  t(key, values) {
    return this.say.text(key, values);
  }

  heading(text) {
    return this.page.getByRole("heading", { level: 1, name: exactly(text) });
  }

  get email() {
    return this.page.getByRole("textbox", { name: exactly(this.t("office.sign_in.email")) });
  }

  get password() {
    return this.page.getByLabel(this.t("office.sign_in.password"), { exact: true });
  }

  get signInButton() {
    return this.page.getByRole("button", { name: exactly(this.t("office.sign_in.action")) });
  }

  async signIn({ email, password }) {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.signInButton.click();
  }

  async listStands() {
    await this.heading(this.t("office.list.title")).waitFor();
    await this.page.getByRole("table").or(this.page.getByText(this.t("office.list.none_title"))).or(this.page.getByText(this.t("office.list.nothing_title"))).first().waitFor();
  }

  get search() {
    return this.page.getByRole("searchbox", { name: exactly(this.t("office.list.search")) });
  }

  filter(key) {
    return this.page.getByRole("combobox", { name: exactly(this.t(key)) });
  }

  /** The sentence that says how many there are. */
  count(key, n) {
    return this.page.getByRole("status").filter({ hasText: exactly(this.say.count(key, n, { n: `${n}` })) });
  }

  get rows() {
    return this.page.getByRole("table").getByRole("row").filter({ has: this.page.getByRole("rowheader") });
  }

  /** The names of the schools on the page, in their order. */
  async schools() {
    return this.page.getByRole("rowheader").allInnerTexts();
  }

  sortBy(key) {
    return this.page.getByRole("columnheader").getByRole("button", { name: exactly(this.t(key)) });
  }

  async openRow(school) {
    await this.page.getByRole("rowheader").getByRole("link", { name: exactly(school) }).click();
    await this.heading(school).waitFor();
  }

  /** Follows a link that is a download; gives its name and its bytes. */
  async download(link) {
    const coming = this.page.waitForEvent("download");
    await link.click();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }
}
