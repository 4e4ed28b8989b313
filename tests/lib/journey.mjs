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
 * @param {object} [options] `server`: options of startServer
 * @returns {{ server: import("./server.mjs").Server, browser: import("playwright-core").Browser, open: Function }}
 */
export function journey(options = {}) {
  const self = { server: undefined, browser: undefined, open: undefined };
  let opened = [];

  before(async () => {
    self.server = await startServer(options.server);
    self.browser = await launchBrowser();
  });

  /**
   * Opens a page in a fresh context. Options: `path`, `expected` (patterns of complaints that the test provokes),
   * the rest goes to the context (viewport, locale, colorScheme …).
   */
  self.open = async ({ path = "/", expected, ...context } = {}) => {
    const made = await self.browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 }, ...context });
    const page = await made.newPage();
    page.setDefaultTimeout(10_000);
    const watched = watchPage(page, { origin: self.server.url, expected });
    opened.push({ context: made, page, watched });
    await page.goto(self.server.url + path);
    return page;
  };

  afterEach(async (test) => {
    const finished = opened;
    opened = [];
    const complaints = finished.flatMap(({ watched }) => watched.complaints());
    for (const [index, { context, page }] of finished.entries()) {
      if (test?.passed === false || complaints.length > 0) {
        await mkdir(OUT, { recursive: true });
        const name = `failed-${test?.name ?? "test"}-${index}`.replace(/[^\w-]+/g, "-").slice(0, 80);
        await page.screenshot({ path: join(OUT, `${name}.png`) }).catch(() => {});
      }
      await context.close();
    }
    assert.deepEqual(complaints, [], "the page complained");
  });

  after(async () => {
    await self.browser?.close();
    await self.server?.stop();
  });

  return self;
}
