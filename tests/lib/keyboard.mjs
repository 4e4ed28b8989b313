// A person without a mouse: only keys, and always a mark to see where one is.

import assert from "node:assert/strict";

const MOST_STOPS = 150;

/** What has the focus: its role and name for messages, and whether a sighted person can tell. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const rings = [element, element.parentElement, element.closest("label"), element.nextElementSibling].filter(Boolean).some((place) => {
      // The parts of a date are marked one by one, inside the control.
      if (place === element && element.type === "date") return true;
      const style = getComputedStyle(place);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    });
    return {
      what: `${element.tagName.toLowerCase()} ${element.labels?.[0]?.innerText ?? element.getAttribute("aria-label") ?? element.innerText?.slice(0, 40) ?? ""}`,
      visible: rings && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
      nothing: element === document.body,
    };
  });
}

/** Presses Tab until the control has the focus. Every stop on the way must be to be seen. */
export async function tabTo(page, control, { backwards = false } = {}) {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    const there = await control.evaluate((element) => element === document.activeElement || (element.type === "radio" && document.activeElement.type === "radio" && element.name === document.activeElement.name)).catch(() => false);
    if (there) return;
    await page.keyboard.press(backwards ? "Shift+Tab" : "Tab");
    const now = await focused(page);
    if (!now.nothing) assert.ok(now.visible, `nobody sees that the focus is on: ${now.what}`);
  }
  assert.fail(`${control} cannot be reached with Tab`);
}

/** The stops of Tab in the main part of a page, in their order: positions in the document. */
export async function stopsOf(page) {
  await page.evaluate(() => {
    document.querySelector("main").setAttribute("tabindex", "-1");
    document.querySelector("main").focus();
    window.stops = [];
  });
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await page.keyboard.press("Tab");
    const going = await page.evaluate(() => {
      const element = document.activeElement;
      // The parts of a date are stops of their own in one control.
      if (window.stops.at(-1) !== element) window.stops.push(element);
      return element.closest("main") !== null;
    });
    if (!going) break;
  }
  return page.evaluate(() => {
    const inside = window.stops.filter((element) => element.closest("main"));
    const wrong = inside.slice(1).filter((element, at) => !(inside[at].compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING));
    return { count: inside.length, wrong: wrong.map((element) => element.outerHTML.slice(0, 80)) };
  });
}
