// The two forms that are measured, behind one face: where a section is opened, and where its fields and counters are.

import { words } from "../../tests/lib/words.mjs";

/** Both are seen by a person who has used neither before, on a computer. */
export const PERSON = { locale: "en-GB", viewport: { width: 1280, height: 900 } };

/** Begins a draft as a person does and gives its address. */
export async function beginDraft(page, url) {
  const say = words("en");
  await page.goto(url);
  await page.getByRole("button", { name: say.text("ui.start.begin") }).click();
  await page.getByRole("heading", { level: 1, name: say.text("ui.drafts.unnamed") }).waitFor();
  const address = page.url();
  // On the page of its sections a new draft is not kept yet.
  await page.goto(`${address}/school`);
  await page.locator("[name=school_name]").waitFor();
  await page.waitForTimeout(1_000);
  return address;
}

/**
 * Ours. A draft is begun once, and every visit gets a copy of what the browser then kept of it: the page of a section is
 * what somebody opens who goes on with a draft. Nothing else is kept: neither files of the program nor its service worker.
 */
export async function insignia(browser, line) {
  const context = await browser.newContext(PERSON);
  const draft = await beginDraft(await context.newPage(), line.url);
  const kept = await context.storageState({ indexedDB: true });
  await context.close();
  return {
    name: "Insignia",
    line,
    person: { ...PERSON, storageState: kept },
    address: (section) => `${draft}/${section}`,
    field: (id) => `[name="${id}"]`,
    counter: (id) => `#field-${id} .counter`,
  };
}

/** SurveyJS with the same checks at every key as ours; `shipped` is as it works where nothing is set. */
export function surveyjs(line, { shipped = false } = {}) {
  return {
    name: shipped ? "SurveyJS as shipped" : "SurveyJS",
    line,
    person: PERSON,
    address: (section) => `${line.url}/?section=${section}${shipped ? "&as=shipped" : ""}`,
    field: (id) => `[data-name="${id}"] :is(input, textarea)`,
    counter: (id) => `[data-name="${id}"] .sd-remaining-character-counter`,
  };
}
