// Two engines over the page as it stands, and what they cannot know: widths, sizes of targets, what is cut off.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const load = (path) => readFileSync(createRequire(import.meta.url).resolve(path), "utf8");
const AXE = load("axe-core/axe.min.js");
const IBM = load("accessibility-checker-engine/ace.js");

/** What IBM's engine recommends or asks a person to look at, and why that was found right. Violations are never accepted. */
const LOOKED_AT = {
  aria_child_valid: "A radiogroup also holds its hint and what is wrong with it, which belong to its question.",
  a_target_warning: "Links to elsewhere say in hidden words that they open a new tab; the engine knows only English phrases of its own.",
  aria_complementary_label_visible: "The side of an application holds several titled boxes; its own name is for those who jump between landmarks.",
  aria_keyboard_handler_exists: "The controls in each radiogroup are the browser's own radio buttons.",
  element_tabbable_unobscured: "Where it is focused, nothing lies on it: `walk` in keyboard.mjs measures that for every element.",
  element_tabbable_visible: "The link past the head shows itself when it has the focus: the same measure.",
  form_submit_button_exists: "The list is searched while one types; there is nothing to submit.",
  input_checkboxes_grouped: "Each statement of the declaration is agreed to by itself.",
  input_fields_grouped: "The fields of a row lie in a named group; those of a section belong to its heading.",
  input_label_visible: "The engine asks it of every textarea; each has a visible label element, which its own rule input_label_exists and axe confirm.",
  list_structure_proper: "Pairs of dt and dd in a div within dl are valid HTML, which the engine does not know.",
  select_options_grouped: "Countries, provinces and languages are one alphabet each.",
  style_color_misuse: "Asked of every style sheet. Marks, words and shapes say the same as each colour: looked at in forced colours.",
  style_highcontrast_visible: "Asked of every style sheet. Looked at in forced colours, and `borderless` measures it.",
  text_block_heading: "Short bold lines, such as the type on a picture of a file, are no headings.",
  text_sensory_misuse: "Words like small or right are meant of schools and answers, not of places on the page.",
};

/** Movement would let an engine measure colours half-way. Only what ends is waited for. */
const settle = (page) =>
  page.evaluate(() => {
    const ending = document.getAnimations().filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity);
    return Promise.all(ending.map((animation) => animation.finished.catch(() => {})));
  });

const RULES = {
  /** WCAG 2.2 A and AA, and good practice. */
  all: { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  /** What another colour scheme can change. */
  colours: { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } },
  /** What level AAA asks of colours: 7 to 1. */
  contrast: { runOnly: { type: "rule", values: ["color-contrast-enhanced"] } },
};

/** Violations that axe-core finds, one sentence each. */
export async function violations(page, rules = "all") {
  await settle(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    const found = await window.axe.run(document, { ...rules, resultTypes: ["violations"] });
    return found.violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`));
  }, RULES[rules]);
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
      .filter(({ ruleId, value: [kind, outcome] }) => outcome !== "PASS" && kind !== "INFORMATION" && ((kind === "VIOLATION" && outcome === "FAIL") || !(ruleId in lookedAt)))
      .map(({ ruleId, reasonId, value, message, snippet }) => `${ruleId} (${reasonId}, ${value[0]} ${value[1]}): ${message} ${snippet.slice(0, 160)}`);
  }, LOOKED_AT);
}

/** Whether the page has to be moved sideways. */
export const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
