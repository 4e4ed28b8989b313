// Contact sheets: every state of every page as a small picture, all of one width on one sheet, to be looked over by eye.

import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LOCALES, TOURS, eachState, prepareStates } from "./states.mjs";
import { SCHEMES, WIDTHS, eachLook, wholePage } from "./pictures.mjs";

/** Width of a small picture, how many times its width it may be high, and states beside each other. */
const LAYOUT = { 1280: { thumb: 300, ratio: 1.3, states: 2 }, 360: { thumb: 150, ratio: 2.6, states: 4 } };

/**
 * Takes pictures of all states into a folder, as much of each as a sheet shows, and lays them out: one HTML file and one PNG for each width. A group of states
 * that is not reached leaves a gap and is told in the end, for the others are worth a look all the same.
 * @param {import("./states.mjs").Stage} stage
 * @param {import("playwright-core").Browser} browser
 * @param {string[]} groups names of groups of states; all, if there are none
 * @returns {Promise<{ sheets: string[], faults: string[] }>}
 */
export async function contactSheets(stage, browser, out, groups) {
  const folder = join(out, "sheet");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const filled = await prepareStates(stage);
  const states = new Set();
  const faults = [];
  for (const language of Object.keys(LOCALES)) {
    for (const tour of TOURS.filter((name) => groups.length === 0 || groups.includes(name))) {
      await eachState(stage, filled, tour, language, async (name, page) => {
        states.add(name);
        await eachLook(page, (look) => wholePage(page, join(folder, fileOf(name, { ...look, language })), look.width * LAYOUT[look.width].ratio));
      }).catch((fault) => faults.push(`${tour} (${language}): ${fault.message}`));
    }
  }
  const sheets = [];
  for (const width of WIDTHS) sheets.push(await layOut(browser, out, width, [...states]));
  return { sheets, faults };
}

function fileOf(state, { width, colorScheme, language }) {
  return `${state.replace(/\W+/g, "-")}-${width}-${colorScheme}-${language}.png`;
}

async function layOut(browser, out, width, states) {
  const { thumb, ratio, states: beside } = LAYOUT[width];
  const looks = Object.keys(LOCALES).flatMap((language) => SCHEMES.map((colorScheme) => ({ width, colorScheme, language })));
  const picture = (state, look) => {
    const file = `sheet/${fileOf(state, look)}`;
    return `<a href="${file}"><img src="${file}" alt="">${look.language}, ${look.colorScheme}</a>`;
  };
  const html = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>All pages at ${width} px</title>
<style>
  body { margin: 16px; font: 13px/1.3 sans-serif; color: #222; background: #ccc }
  main { display: grid; grid-template-columns: repeat(${beside}, max-content); gap: 20px }
  h2 { margin: 0 0 4px; font-size: 15px }
  div { display: flex; gap: 6px; align-items: start }
  a { display: block; width: ${thumb}px; color: inherit; text-decoration: none }
  img { display: block; width: 100%; max-height: ${Math.round(thumb * ratio)}px; object-fit: cover; object-position: top; outline: 1px solid #888 }
</style>
<h1>All pages at ${width} px</h1>
<main>
${states.map((state) => `<section><h2>${state}</h2><div>${looks.map((look) => picture(state, look)).join("")}</div></section>`).join("\n")}
</main>
`;
  const path = join(out, `sheet-${width}.html`);
  await writeFile(path, html);
  const page = await browser.newPage({ viewport: { width: 32 + beside * (looks.length * (thumb + 6) + 14), height: 900 } });
  await page.goto(pathToFileURL(path).href);
  await page.evaluate(() => Promise.allSettled([...document.images].map((image) => image.decode())));
  const sheet = path.replace(/html$/, "png");
  await wholePage(page, sheet);
  await page.close();
  return sheet;
}
