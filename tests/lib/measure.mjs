// What no engine measures: sizes of targets, text that is cut off, movement, and whether the focus is to be seen.

/** Widths and sizes at which nothing may be cut off: WCAG 1.4.4 (text twice as large) and 1.4.10 (320 px, which is 400 % zoom). */
export const SIZES = {
  "320 px": { width: 320, text: 100 },
  "200 % text": { width: 1280, text: 200 },
};

/** Shows the page so large, and gives what makes it as it was. */
export async function enlarge(page, { width, text }) {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 900 });
  // As the reader's own setting does: everything is given in rem. The page's own sizes are percentages of it.
  const session = await page.context().newCDPSession(page);
  const size = { standard: Math.round((16 * text) / 100), fixed: Math.round((13 * text) / 100) };
  await session.send("Page.setFontSizes", { fontSizes: size });
  return async () => {
    await session.send("Page.setFontSizes", { fontSizes: { standard: 16, fixed: 13 } });
    await session.detach();
    await page.setViewportSize(before);
  };
}

/** What is wider than the window, or cut off by its own box. */
export function cutOff(page) {
  return page.evaluate(() => {
    const found = [];
    const root = document.documentElement;
    const describe = (element) => `${element.tagName.toLowerCase()}.${element.className} ${element.innerText?.slice(0, 50) ?? ""}`;
    const isHidden = (element) => element.closest(".visually-hidden") || getComputedStyle(element).clipPath !== "none";
    const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    if (root.scrollWidth > root.clientWidth + 1) found.push(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      if (!element.checkVisibility() || isHidden(element)) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1)) {
        let frame = element.parentElement;
        while (frame && !scrolls(frame)) frame = frame.parentElement;
        if (!frame) found.push(`outside the window: ${describe(element)}`);
      }
      if (element.tagName === "SELECT") {
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = style.font;
        const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const text = element.selectedOptions[0]?.text ?? "";
        if (pen.measureText(text).width > room + 1) found.push(`cut off: what is chosen in ${element.id}: ${text}`);
      }
      if (["INPUT", "TEXTAREA"].includes(element.tagName) || element.childNodes.length === 0) continue;
      const clips = (way) => ["hidden", "clip"].includes(style[`overflow${way}`]);
      if ((clips("X") && element.scrollWidth > element.clientWidth + 1) || (clips("Y") && element.scrollHeight > element.clientHeight + 1)) {
        found.push(`cut off: ${describe(element)}`);
      }
    }
    return found;
  });
}

/** Targets of fewer than 24 px that have another one too near, by WCAG 2.5.8; links within a sentence are exempt. */
export function smallTargets(page) {
  return page.evaluate(() => {
    const LEAST = 24;
    const union = (boxes) => {
      const left = Math.min(...boxes.map((box) => box.left)), top = Math.min(...boxes.map((box) => box.top));
      return { left, top, right: Math.max(...boxes.map((box) => box.right)), bottom: Math.max(...boxes.map((box) => box.bottom)) };
    };
    /** Where it can be pressed: its label is part of a control. */
    const area = (element) => {
      const parts = [element, ...(element.labels ?? [])].filter((part) => part.checkVisibility() && getComputedStyle(part).clipPath === "none");
      return parts.length > 0 ? union(parts.map((part) => part.getBoundingClientRect())) : undefined;
    };
    const isInSentence = (element) => {
      if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
      const around = element.closest("p, li, dd, td, th, span");
      return around !== null && around.innerText.trim().length > element.innerText.trim().length + 3;
    };
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=button], [tabindex='0']")]
      .filter((element) => element.checkVisibility() && !element.disabled && getComputedStyle(element).pointerEvents !== "none")
      .map((element) => ({ element, box: area(element) }))
      .filter(({ box, element }) => box && box.right > box.left && !element.classList.contains("skip"));
    const size = ({ box }) => Math.min(box.right - box.left, box.bottom - box.top);
    const centre = ({ left, top, right, bottom }) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });
    const distance = ({ x, y }, box) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    // Half a pixel is what rounding of fonts makes.
    const small = all.filter((target) => size(target) < LEAST - 0.5 && !isInSentence(target.element));
    return small
      .filter((target) => {
        const here = centre(target.box);
        return all.some((other) => {
          if (other === target || other.element.contains(target.element) || target.element.contains(other.element)) return false;
          const there = centre(other.box);
          const near = small.includes(other) ? Math.hypot(here.x - there.x, here.y - there.y) < LEAST : distance(here, other.box) < LEAST / 2;
          return near;
        });
      })
      .map(({ element, box }) => `${Math.round(box.right - box.left)} × ${Math.round(box.bottom - box.top)}: ${element.outerHTML.slice(0, 120)}`);
  });
}

/** With the reader's own few colours, a control is known by its border and a focused one by its outline. */
export function borderless(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("button, input:not([type=file]), select, textarea, .button")]
      .filter((element) => element.checkVisibility() && !element.matches(".language__select, .sort"))
      .filter((element) => {
        const { appearance, borderTopWidth, borderTopStyle } = getComputedStyle(element);
        return appearance === "none" ? parseFloat(borderTopWidth) === 0 || borderTopStyle === "none" : false;
      })
      .map((element) => `no border to be seen: ${element.outerHTML.slice(0, 120)}`),
  );
}

/** What moves although the person wants no movement. */
export function moving(page) {
  return page.evaluate(() =>
    document.getAnimations().map(({ animationName, transitionProperty, effect }) => `${animationName ?? transitionProperty}: ${effect.target.className}`),
  );
}
