// What every journey file needs: its own server, its own browser, pages that are watched.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { after, afterEach, before } from "node:test";
import { launchBrowser, watchPage } from "./browser.mjs";
import { startServer } from "./server.mjs";

const OUT = resolve(fileURLToPath(import.meta.url), "../../out");

/**
 * Call it once at the top of a journey file; the server and the browser live as long as the file's tests.
 * @param {object} [options] `server`: options of startServer; `prepare`: what else is needed once both stand. (Node runs
 *   several `before` of a file at the same time, so a second one could not rely on the first.)
 * @returns {{ server: import("./server.mjs").Server, browser: import("playwright-core").Browser, open: Function }}
 */
export function journey(options = {}) {
  const self = { server: undefined, browser: undefined, open: undefined };
  let opened = [];

  /**
   * Opens a page in a fresh context. Options: `path`, `expected` (patterns of complaints that the test provokes),
   * `stay` (the page lives as long as the file's tests, for a story in several of them), the rest goes to the
   * context (viewport, locale, colorScheme …).
   */
  self.open = async ({ path = "/", expected, stay = false, ...context } = {}) => {
    const made = await self.browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 }, ...context });
    const page = await made.newPage();
    page.setDefaultTimeout(10_000);
    const watched = watchPage(page, { origin: self.server.url, expected });
    opened.push({ context: made, page, watched, stay });
    await page.goto(self.server.url + path);
    return page;
  };

  before(async () => {
    self.server = await startServer(options.server);
    self.browser = await launchBrowser();
    await options.prepare?.();
  });

  afterEach(async (test) => {
    const finished = opened;
    opened = finished.filter(({ stay }) => stay);
    const complaints = finished.flatMap(({ watched }) => watched.complaints());
    for (const [index, { context, page, stay }] of finished.entries()) {
      if (test?.passed === false || complaints.length > 0) {
        await mkdir(OUT, { recursive: true });
        const name = `failed-${test?.name ?? "test"}-${index}`.replace(/[^\w-]+/g, "-").slice(0, 80);
        await page.screenshot({ path: join(OUT, `${name}.png`) }).catch(() => {});
      }
      if (!stay) await context.close();
    }
    assert.deepEqual(complaints, [], "the page complained");
  });

  after(async () => {
    await self.browser?.close();
    await self.server?.stop();
  });

  return self;
}
