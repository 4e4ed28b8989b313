// A person without a mouse: only keys, and always a mark to see where one is.

import assert from "node:assert/strict";

const MOST_STOPS = 400;

/** What has the focus: its role and name for messages, whether a sighted person can tell, and what hides it. */
export const focused = (page) => page.evaluate(lookAtFocus);

function lookAtFocus() {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  // A control that is not seen itself shows its focus on its label; the parts of a date are marked one by one.
  const places = [element, element.parentElement, element.closest("label"), element.nextElementSibling, element.labels?.[0]?.firstElementChild].filter(Boolean);
  const marked = places.find((place) => {
    if (place === element && element.type === "date") return true;
    const style = getComputedStyle(place);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  });
  // Of a link over several lines, the first.
  const seen = marked?.getClientRects()[0] ?? box;
  // Its middle and its corners, a little inside.
  const [dx, dy] = [Math.min(3, seen.width / 3), Math.min(3, seen.height / 3)];
  const points = [
    [(seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2],
    [seen.left + dx, seen.top + dy],
    [seen.right - dx, seen.top + dy],
    [seen.left + dx, seen.bottom - dy],
    [seen.right - dx, seen.bottom - dy],
  ];
  const cover = ([x, y]) => {
    // Long texts reach beyond the window; what is in it counts.
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return undefined;
    const top = document.elementFromPoint(x, y);
    const isMine = top && (marked?.contains(top) || element.contains(top) || top.contains(element) || top.closest("label")?.control === element);
    return isMine ? undefined : `${top?.tagName} ${top?.className}`;
  };
  return {
    what: `${element.tagName.toLowerCase()} ${element.labels?.[0]?.innerText ?? element.getAttribute("aria-label") ?? element.innerText?.slice(0, 40) ?? ""}`,
    visible: Boolean(marked) && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    hiddenBy: element === document.body ? undefined : points.map(cover).find(Boolean),
    nothing: element === document.body,
  };
}

/** Fails where nobody sees the focus, or something lies on it. */
export async function assertFocusSeen(page) {
  const now = await focused(page);
  if (now.nothing) return now;
  assert.ok(now.visible, `nobody sees that the focus is on: ${now.what}`);
  assert.equal(now.hiddenBy, undefined, `the focus is hidden on: ${now.what}`);
  return now;
}

/** Presses Tab until the control has the focus. Every stop on the way must be to be seen. */
export async function tabTo(page, control, { backwards = false } = {}) {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    const there = await control.evaluate((element) => element === document.activeElement || (element.type === "radio" && document.activeElement.type === "radio" && element.name === document.activeElement.name)).catch(() => false);
    if (there) return;
    await page.keyboard.press(backwards ? "Shift+Tab" : "Tab");
    await assertFocusSeen(page);
  }
  assert.fail(`${control} cannot be reached with Tab`);
}

/**
 * Puts the focus on everything that can have it, to the end of the page and back; what is wrong with one of them. The
 * journeys by keyboard press Tab for each stop; this asks the browser to do what it does then, in a tenth of the time.
 */
export async function walk(page) {
  // From here on the browser takes the person for one at the keyboard, who sees where the focus is.
  await page.keyboard.press("Tab");
  return page.evaluate(`(${goThrough})(${lookAtFocus})`);
}

function goThrough(lookAtFocus) {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((element) => element.checkVisibility() && !element.disabled);
  const found = [];
  for (const [way, stops] of [["forwards", all], ["backwards", all.toReversed()]]) {
    for (const element of stops) {
      element.focus();
      const { what, visible, hiddenBy } = lookAtFocus();
      if (!visible) found.push(`${way}: nobody sees that the focus is on ${what}`);
      else if (hiddenBy) found.push(`${way}: the focus on ${what} is hidden by ${hiddenBy}`);
    }
  }
  return found;
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
