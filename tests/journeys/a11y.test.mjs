// Every page in every state, in each language and scheme: two engines find nothing, everything fits, can be hit, and
// shows where the focus is.

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, test } from "node:test";
import { secondOpinion, violations } from "../lib/accessibility.mjs";
import { callFolder } from "../lib/calls.mjs";
import { journey } from "../lib/journey.mjs";
import { walk } from "../lib/keyboard.mjs";
import { SIZES, borderless, cutOff, enlarge, moving, smallTargets } from "../lib/measure.mjs";
import { REFUSED } from "../lib/browser.mjs";
import { LOCALES, TOURS, eachState, prepareStates } from "../lib/states.mjs";

const calls = await callFolder();
after(() => rm(calls, { recursive: true, force: true }));
const here = journey({ server: { env: { INSIGNIA_CALLS: calls } }, prepare });
let stage, filled;

async function prepare() {
  stage = { server: here.server, calls, open: here.open };
  filled = await prepareStates(stage);
}

/** Both schemes; the narrow window is what 400 % zoom makes of a wide one. */
const WIDE = { width: 1280, colorScheme: "light" };
const NARROW = { width: 320, colorScheme: "dark" };

/**
 * How each language is looked at. Another language changes words and their lengths, so everything of it is seen where it
 * is narrow; of the other scheme only the colours are new.
 */
const LOOKS = {
  en: [[WIDE, "all"], [NARROW, "all"]],
  es: [[WIDE, "colours"], [NARROW, "all"]],
};

async function look(page, { width, ...media }) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ reducedMotion: "reduce", forcedColors: "none", contrast: "no-preference", ...media });
  // Everything that can be unfolded is looked at; IBM's engine would also miss the words in what is folded.
  await page.evaluate(() => {
    document.querySelectorAll("details").forEach((list) => (list.open = true));
    scrollTo(0, 0);
  });
}

/** Everything that is wrong with a page as it stands, one sentence each. The page is left as it was. */
async function faults(page, language) {
  // The link that leads over the head lies on it as long as it has the focus.
  await page.evaluate(() => document.activeElement?.closest(".skip")?.blur());
  const found = [];
  const note = (where, sentences) => found.push(...sentences.map((sentence) => `${where}: ${sentence}`));
  for (const [of, rules] of LOOKS[language]) {
    await look(page, of);
    const where = `${of.width} px, ${of.colorScheme}`;
    note(`axe, ${where}`, await violations(page, rules));
    if (rules === "all") note(`IBM, ${where}`, await secondOpinion(page));
    note(`targets, ${where}`, await smallTargets(page));
    note(`moves, ${where}`, await moving(page));
  }
  for (const [name, size] of Object.entries(SIZES)) {
    const back = await enlarge(page, size);
    note(name, await cutOff(page));
    await back();
  }
  if (language === "en") {
    for (const colorScheme of ["light", "dark"]) {
      await look(page, { width: 1280, colorScheme, contrast: "more" });
      note(`more contrast, ${colorScheme}`, await violations(page, "contrast"));
    }
    await look(page, { width: 1280, forcedColors: "active" });
    note("forced colours", await borderless(page));
    note("forced colours", await walk(page));
    // Little height, where bars that stay would hide most.
    await page.setViewportSize({ width: 1280, height: 560 });
    await page.emulateMedia({ forcedColors: "none" });
    note("focus", await walk(page));
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null });
  return found;
}

test("a page with faults is found out by every measure", async () => {
  const page = await here.open({ path: "/privacy", expected: REFUSED });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.evaluate(() => {
    const main = document.querySelector("main");
    const add = (tag, style, attributes = {}) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.style.cssText = style;
      main.append(element);
      return element;
    };
    add("input", "");
    add("p", "color: #666; background: #fff", { textContent: "paler than 7 to 1" });
    add("div", "width: 1000px", { textContent: "wide" });
    add("div", "height: 1rem; overflow: hidden", { textContent: "long ".repeat(300) });
    for (const _ of [1, 2]) add("button", "position: relative; width: 10px; height: 10px; font-size: 4px; border: 0; outline: none; appearance: none", { textContent: "x" });
    const bar = add("div", "position: fixed; inset: auto 0 0 0; height: 80vh; background: white; color: #999", { textContent: "a bar over everything" });
    bar.animate([{ opacity: 1 }, { opacity: 0.9 }], { duration: 100, iterations: Infinity });
  });
  const found = await faults(page, "en");
  for (const measure of ["axe, 320", "IBM, 320", "targets", "moves", "320 px: the page is", "320 px: outside", "200 % text: cut off", "more contrast", "forced colours: no border", "focus: forwards: nobody sees", "focus: forwards: the focus on"]) {
    assert.ok(found.some((sentence) => sentence.startsWith(measure)), `${measure} said nothing:\n${found.join("\n")}`);
  }
});

for (const language of Object.keys(LOCALES)) {
  for (const tour of TOURS) {
    test(`nothing is wrong with ${tour} (${language})`, async () => {
      const found = [];
      await eachState(stage, filled, tour, language, async (name, page) => {
        found.push(...(await faults(page, language)).map((sentence) => `${name}: ${sentence}`));
      });
      assert.deepEqual(found, []);
    });
  }
}
