// From a key press to the frame that shows what it changed, on a slow phone, in the longest section.

import { SLOWER } from "./first-input.mjs";

const WARM_UP = 20;
/** A quick typist; slow answers queue up, as they do for people. */
const PAUSE = 100;
const LETTERS = "the digital team meets every month and keeps minutes that everybody can read ";
/** Event Timing reports in steps of 8 ms and nothing below this. */
const SHORTEST = 16;

/**
 * @returns {Promise<{ event: number[], painted: number[], controls: number }>} for each press, in milliseconds: the
 *   duration by Event Timing (half of `SHORTEST` for what it does not report), and the time until the counter below the
 *   field says something else and the frame with it was made
 */
export async function keys(browser, side, { section, field }, presses) {
  const context = await browser.newContext(side.person);
  try {
    const page = await context.newPage();
    await page.goto(side.address(section));
    await page.locator(side.field(field)).waitFor();
    const controls = await answerAll(page);
    const tools = await context.newCDPSession(page);
    await tools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.locator(side.field(field)).focus();
    await type(page, WARM_UP);
    await page.waitForTimeout(1_500);
    await page.evaluate(observe, { counter: side.counter(field), shortest: SHORTEST });
    await type(page, presses);
    await page.waitForTimeout(1_500);
    const { events, painted } = await page.evaluate(() => window.measured());
    if (painted.length !== presses) throw new Error(`${side.name} showed a counter for ${painted.length} of ${presses} key presses`);
    const silent = Array.from({ length: Math.max(0, presses - events.length) }, () => SHORTEST / 2);
    return { event: [...events, ...silent], painted, controls };
  } finally {
    await context.close();
  }
}

async function type(page, presses) {
  for (let press = 0; press < presses; press++) {
    await page.keyboard.press(LETTERS[press % LETTERS.length] === " " ? "Space" : LETTERS[press % LETTERS.length]);
    await page.waitForTimeout(PAUSE);
  }
}

/** Answers whatever there is to choose from with its first choice, so that both sides show the same fields. Gives the number of controls. */
export async function answerAll(page) {
  const names = await page.evaluate(() => [...new Set([...document.querySelectorAll("main input[type=radio], #survey input[type=radio]")].map(({ name }) => name))]);
  for (const name of names) {
    await page.evaluate((name) => document.querySelector(`input[type=radio][name="${CSS.escape(name)}"]`).click(), name);
  }
  await page.waitForTimeout(500);
  return page.evaluate(() => [...document.querySelectorAll("input, textarea, select")].filter((control) => control.closest("form, #survey") && control.type !== "file").length);
}

/** Runs in the page. */
function observe({ counter, shortest }) {
  const events = new Map();
  const painted = [];
  const observer = new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) events.set(interactionId, Math.max(duration, events.get(interactionId) ?? 0));
    }
  });
  observer.observe({ type: "event", durationThreshold: shortest });
  const said = () => document.querySelector(counter)?.textContent;
  addEventListener(
    "keydown",
    ({ timeStamp }) => {
      const before = said();
      const look = () => {
        // A message sent from within a frame is received when that frame has been made: finer than a second frame would be.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          if (said() !== before) painted.push(performance.now() - timeStamp);
          else if (performance.now() - timeStamp < 3_000) requestAnimationFrame(look);
        };
        port2.postMessage(undefined);
      };
      requestAnimationFrame(look);
    },
    { capture: true },
  );
  window.measured = () => {
    for (const { interactionId, duration } of observer.takeRecords()) {
      if (interactionId) events.set(interactionId, Math.max(duration, events.get(interactionId) ?? 0));
    }
    return { events: [...events.values()], painted };
  };
}
