// The style guide: all that style/ knows is there to be seen, and nothing is wrong with it in any scheme or width.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { overflows, violations } from "../lib/accessibility.mjs";
import { journey } from "../lib/journey.mjs";

const here = journey();
const PAGES = ["", "/form", "/draft", "/office"];
const BLOCKS = resolve(fileURLToPath(import.meta.url), "../../../style/blocks");

/** Classes that no page of the guide can show as it stands, and why. */
const NOT_SHOWN = {
  "dropzone--over": "only while a file is dragged over it",
  "dropzone--busy": "only while a file is really examined",
  brand__logo: "only where an operator has set one: operator.test.mjs looks at it",
};

/** Rules that are about one page with one story, and not about many parts of pages one below the other. */
const ABOUT_PAGES = ["heading-order", "page-has-heading-one", "landmark-no-duplicate-main", "landmark-main-is-top-level", "landmark-one-main", "landmark-unique", "landmark-complementary-is-top-level", "landmark-no-duplicate-contentinfo", "landmark-no-duplicate-banner"];

async function open(path, options = {}) {
  const page = await here.open({ path: `/styleguide${path}`, reducedMotion: "reduce", ...options });
  await page.locator("main[data-ready]").first().waitFor({ timeout: 20_000 });
  await page.evaluate(() => document.querySelectorAll("details").forEach((list) => (list.open = true)));
  return page;
}

const found = async (page, rules) => (await violations(page, rules)).filter((sentence) => !ABOUT_PAGES.some((rule) => sentence.startsWith(`${rule}:`)));

for (const path of PAGES) {
  test(`nothing is wrong with /styleguide${path} in any scheme, width or contrast`, async () => {
    const page = await open(path, { viewport: { width: 1280, height: 900 } });
    assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
    const wrong = [];
    const note = async (where, rules) => wrong.push(...(await found(page, rules)).map((sentence) => `${where}: ${sentence}`));
    await note("light", "all");
    assert.equal(await overflows(page), false, "wider than the window");
    await page.emulateMedia({ colorScheme: "dark" });
    await note("dark", "all");
    await page.emulateMedia({ colorScheme: "light", contrast: "more" });
    await note("more contrast", "colours");
    await page.emulateMedia({ colorScheme: "light", contrast: null, forcedColors: "active" });
    await note("forced colours", "all");
    await page.emulateMedia({ forcedColors: "none" });
    await page.setViewportSize({ width: 360, height: 800 });
    await note("360 px", "all");
    assert.equal(await overflows(page), false, "wider than 360 px");
    assert.deepEqual(wrong, []);
  });

  test(`no id stands twice on /styleguide${path}, and its contents lead to what it has`, async () => {
    const page = await open(path);
    const { twice, dead } = await page.evaluate(() => {
      const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      const named = new Set([...document.querySelectorAll("[for], [aria-labelledby], [aria-describedby]")].flatMap((element) => ["for", "aria-labelledby", "aria-describedby"].flatMap((name) => (element.getAttribute(name) ?? "").split(" "))));
      const contents = [...document.querySelectorAll('nav[aria-label="Contents"] a')].map((link) => link.getAttribute("href").slice(1));
      return { twice: ids.filter((id, at) => ids.indexOf(id) !== at && named.has(id)), dead: contents.filter((id) => !document.getElementById(id)?.querySelector("h2")) };
    });
    assert.deepEqual(twice, []);
    assert.deepEqual(dead, []);
  });
}

test("every class of style/blocks has its place in the style guide", async () => {
  const seen = new Set();
  for (const path of PAGES) {
    const page = await open(path);
    for (const name of await page.evaluate(() => [...document.querySelectorAll("[class]")].flatMap((element) => [...element.classList]))) seen.add(name);
  }
  const missing = [];
  for (const file of readdirSync(BLOCKS)) {
    const text = readFileSync(join(BLOCKS, file), "utf8").replace(/\/\*.*?\*\//gs, "").replace(/"[^"]*"/g, '""');
    const selectors = [...text.matchAll(/([^{}]+)\{/g)].map(([, selector]) => selector).filter((selector) => !selector.trim().startsWith("@"));
    const classes = new Set(selectors.flatMap((selector) => [...selector.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name)));
    for (const name of classes) if (!seen.has(name) && !(name in NOT_SHOWN)) missing.push(`${file}: .${name}`);
  }
  assert.deepEqual(missing, []);
  assert.deepEqual(Object.keys(NOT_SHOWN).filter((name) => seen.has(name)), [], "shown after all");
});

test("nothing moves for those who ask for less movement, and something does for others", async () => {
  const moving = (page) => page.evaluate(() => document.getAnimations().length);
  const page = await open("");
  assert.equal(await moving(page), 0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  assert.ok((await moving(page)) > 0);
});

test("longer words of no language are no wider than a phone either", async () => {
  for (const path of PAGES) {
    const page = await open(`${path}?words=pseudo`, { viewport: { width: 360, height: 800 } });
    assert.ok((await page.locator("main").first().innerText()).includes("⟦"));
    assert.equal(await overflows(page), false, path);
  }
});
