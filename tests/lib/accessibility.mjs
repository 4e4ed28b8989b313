// Two engines over the page as it stands, and what they cannot know: widths, sizes of targets, what is cut off.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const load = (path) => readFileSync(createRequire(import.meta.url).resolve(path), "utf8");
const AXE = load("axe-core/axe.min.js");
const IBM = load("accessibility-checker-engine/ace.js");

/** What IBM's engine asks a person to look at, and why that was found right. Violations are never accepted. */
const LOOKED_AT = {};

/** Movement would let an engine measure colours half-way. Only what ends is waited for. */
const settle = (page) =>
  page.evaluate(() => {
    const ending = document.getAnimations().filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity);
    return Promise.all(ending.map((animation) => animation.finished.catch(() => {})));
  });

/** Violations of WCAG 2.2 A and AA and of good practice that axe-core finds, one sentence each. */
export async function violations(page) {
  await settle(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    });
    return found.violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`));
  });
}

/** IBM's engine reads colours only as rgb(), while browsers write what was mixed as oklab(): it is told the same in rgb. */
function readColours() {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const paint = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return alpha === 255 ? `rgb(${red}, ${green}, ${blue})` : `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
  };
  const plain = (value) => {
    if (typeof value !== "string" || !/^(oklab|oklch|lab|lch|color)\(/.test(value)) return value;
    if (!known.has(value)) known.set(value, paint(value));
    return known.get(value);
  };
  const real = window.getComputedStyle.bind(window);
  window.getComputedStyle = (...of) =>
    new Proxy(real(...of), {
      get(style, name) {
        const value = style[name];
        if (typeof value !== "function") return plain(value);
        return (...given) => plain(value.apply(style, given));
      },
    });
}

/** The same by IBM's Equal Access engine, with what it wants to be looked at and nobody has yet. */
export async function secondOpinion(page) {
  await settle(page);
  if (!(await page.evaluate(() => "ace" in window))) await page.evaluate(`${IBM}; window.ace = ace; (${readColours})();`);
  return page.evaluate(async (lookedAt) => {
    const report = await new window.ace.Checker().check(document, ["IBM_Accessibility", "WCAG_2_2"]);
    return report.results
      .filter(({ ruleId, value: [kind, outcome] }) => outcome !== "PASS" && !(outcome !== "FAIL" && ruleId in lookedAt) && kind !== "INFORMATION")
      .map(({ ruleId, reasonId, value, message, snippet }) => `${ruleId} (${reasonId}, ${value[0]} ${value[1]}): ${message} ${snippet.slice(0, 160)}`);
  }, LOOKED_AT);
}

/** Whether the page has to be moved sideways. */
export const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
