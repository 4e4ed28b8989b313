// From the address to the first field that can be typed into, with nothing in the cache, on a slow phone and a slow line.

import { launchBrowser } from "../../tests/lib/browser.mjs";

/** How much slower than this machine's the processor is. */
export const SLOWER = 4;

/** Typed as soon as it can be. It must still be there once everything has loaded, or the field could not be typed into. */
const TYPED = "Typed at once";
const QUIET = 1_500;

/**
 * One visit by a browser of its own, so that nothing is left from the one before, neither files nor compiled code.
 * @returns {Promise<{ time: number, bytes: number, all: number, line: number, lineInAll: number }>} milliseconds from the
 *   start of navigation; bytes of bodies, as compressed, that the page had got by then, and until nothing more came; and
 *   what the line carried by then and in all, with headers and what the service worker asks for
 */
export async function firstInput(side, { section, field }) {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext(side.person);
    const page = await context.newPage();
    const tools = await context.newCDPSession(page);
    await tools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.addInitScript(watch, side.field(field));
    side.line.forget();
    await page.goto(side.address(section), { waitUntil: "commit" });
    await page.waitForFunction(() => window.firstInput, undefined, { timeout: 60_000 });
    await page.evaluate((selector) => document.querySelector(selector).focus(), side.field(field));
    await page.keyboard.type(TYPED);
    await quiet(side.line);
    const kept = await page.locator(side.field(field)).inputValue();
    if (kept !== TYPED) throw new Error(`${side.name} lost what was typed into ${field} at once: ${JSON.stringify(kept)}`);
    const { time, began, files } = await page.evaluate(() => ({
      time: window.firstInput,
      began: performance.timeOrigin,
      files: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map(
        ({ name, encodedBodySize, responseEnd }) => ({ name, encodedBodySize, responseEnd }),
      ),
    }));
    // What was preloaded may be listed twice.
    const once = [...new Map(files.filter(({ name }) => name.startsWith("http")).map((file) => [file.name, file])).values()];
    const sum = (some) => some.reduce((bytes, { encodedBodySize }) => bytes + encodedBodySize, 0);
    return {
      time,
      bytes: sum(once.filter(({ responseEnd }) => responseEnd <= time)),
      all: sum(once),
      line: side.line.until(began + time),
      lineInAll: side.line.until(Infinity),
    };
  } finally {
    await browser.close();
  }
}

/** Runs in the page: notes the first frame in which the field is there, to be seen and to be written into. */
function watch(selector) {
  const look = () => {
    const field = document.querySelector(selector);
    const ready = field && !field.disabled && !field.readOnly && field.getClientRects().length > 0;
    if (ready) window.firstInput = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Waits until the line has carried nothing for a while. */
async function quiet(line) {
  for (let before = -1; before !== line.until(Infinity); ) {
    before = line.until(Infinity);
    await new Promise((next) => setTimeout(next, QUIET));
  }
}
