// A language that nobody speaks: every text with accents, two fifths longer and in brackets. What a page shows outside
// of brackets was never in a locale file; what does not fit would not fit in Basque or French either.

const ACCENTS = { a: "á", c: "ç", e: "ë", i: "î", n: "ñ", o: "ö", s: "š", u: "û", y: "ÿ", A: "Å", C: "Ç", E: "É", I: "Î", N: "Ñ", O: "Ø", S: "Š", U: "Ü", Y: "Ý" };
const LONGER = 0.4;

/** The text in that language. What is filled in stays what it is. */
export function pseudo(text) {
  const accented = text.replace(/\{\w+\}|./gsu, (part) => ACCENTS[part] ?? part);
  const letters = text.replace(/\{\w+\}/g, "").length;
  // Words of the length of words, so that lines break as they do in a language.
  const more = " lorem ipsum dolor sit amet".repeat(Math.ceil((letters * LONGER) / 27)).slice(0, Math.ceil(letters * LONGER));
  return `⟦${accented}${more.trimEnd()}⟧`;
}

/** Answers every request for texts with the real ones in that language. The context must have no service worker. */
export async function answerPseudo(page) {
  await page.route(/\/assets\/(office\.)?[a-z]+\.([a-z]+\.)?[0-9a-f]+\.json$/, async (route) => {
    const answer = await route.fetch();
    const texts = Object.entries(await answer.json()).map(([key, text]) => [key, pseudo(text)]);
    await route.fulfill({ response: answer, json: Object.fromEntries(texts) });
  });
}

/** How an application is called. */
const REFERENCE = /\b[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/g;

/**
 * What a page shows that is in no brackets: texts, names that are heard, titles and placeholders. `known` are texts that are
 * no words of the program: what was typed, names, what the browser calls countries. Text for machines (`code`) and of
 * other people (`bdi`) is not looked at. One sentence each.
 */
export async function unbracketed(page, known) {
  const shown = await page.evaluate(() => {
    const all = [`title: ${document.title}`];
    const shows = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("script, style, noscript, code, bdi");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      // Options are no boxes of their own; the language names itself in itself.
      if (parent.tagName === "OPTION" ? !parent.lang && shows(parent.closest("select")) : shows(parent)) all.push(`<${parent.tagName.toLowerCase()}> ${walker.currentNode.data}`);
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt], [aria-description]")) {
      if (!shows(element)) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"]) {
        if (element.hasAttribute(name)) all.push(`${name}: ${element.getAttribute(name)}`);
      }
    }
    return all;
  });
  const names = [...known].sort((one, other) => other.length - one.length);
  const outside = (text) => {
    let [rest, before] = [text.replace(REFERENCE, " "), undefined];
    while (rest !== before) [rest, before] = [rest.replace(/⟦[^⟦⟧]*⟧/g, " "), rest];
    for (const name of names) rest = rest.replaceAll(name, " ");
    return /\p{L}{2,}/u.test(rest);
  };
  return [...new Set(shown.filter((line) => outside(line.replace(/^(<\w+>|[\w-]+:) /, ""))))].map((line) => line.replace(/\s+/g, " ").slice(0, 160));
}

/** Texts that are cut off: wider than the box that hides the rest of them, or than their button or heading. */
export async function cutOff(page) {
  return page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
      const style = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      const isSeen = element.checkVisibility({ visibilityProperty: true }) && width > 2 && height > 2 && element.textContent.trim() !== "";
      if (!isSeen || style.display === "inline" || ["OPTION", "SCRIPT"].includes(element.tagName)) continue;
      const hides = style.overflowX === "hidden" || style.overflowX === "clip" || style.textOverflow === "ellipsis";
      const isLabel = element.matches("button, h1, h2, h3, h4, legend, label, dt, th, .button, [role=button]");
      // What only sticks out by a hair, like the mark behind a word, is no text.
      if ((hides && element.scrollWidth > element.clientWidth + 1) || (isLabel && element.scrollWidth > element.clientWidth + 4)) {
        found.push(`<${element.tagName.toLowerCase()} class="${element.className}"> ${element.scrollWidth} > ${element.clientWidth}: ${element.textContent.trim().slice(0, 60)}`);
      }
      if ((hides || style.overflowY === "hidden") && element.scrollHeight > element.clientHeight + 2 && style.overflowY !== "auto" && style.overflowY !== "scroll" && style.overflowY !== "visible") {
        found.push(`<${element.tagName.toLowerCase()} class="${element.className}"> ${element.scrollHeight} high in ${element.clientHeight}: ${element.textContent.trim().slice(0, 60)}`);
      }
    }
    return found;
  });
}
