// A simulated screen reader inside the real page: what it would say of each thing, and of what happens by itself.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = resolve(fileURLToPath(import.meta.url), "..");
let program;

/** The reader as one script. It is made for tests in Node, but knows no more than a document. */
function reader() {
  program ??= buildSync({
    stdin: { contents: `export { Virtual } from "@guidepup/virtual-screen-reader";`, resolveDir: here },
    bundle: true,
    format: "iife",
    globalName: "ScreenReader",
    platform: "browser",
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
    write: false,
  }).outputFiles[0].text;
  return program;
}

/** Puts a reader into the page. It dies with the page, so after a page was loaded anew another one is needed. */
export async function listen(page) {
  await page.evaluate(`${reader()}; window.ScreenReader = ScreenReader;`);
  return new Reader(page);
}

class Reader {
  constructor(page) {
    this.page = page;
  }

  /** Every phrase of a part of the page, from its beginning to its end. */
  async read(part) {
    return part.evaluate(async (container) => {
      const reader = new window.ScreenReader.Virtual();
      await reader.start({ container });
      const beginning = await reader.lastSpokenPhrase();
      for (let steps = 0; steps < 3_000; steps++) {
        await reader.next();
        const now = await reader.lastSpokenPhrase();
        if (now === beginning && reader.activeNode === container) break;
        if (/^end of/.test(now) && reader.activeNode === container) break;
      }
      const phrases = await reader.spokenPhraseLog();
      await reader.stop();
      return phrases;
    });
  }

  /** From now on, what is said without being asked for: changes of live regions. */
  async attend() {
    await this.page.evaluate(async () => {
      window.attending = new window.ScreenReader.Virtual();
      await window.attending.start({ container: document.body });
      await window.attending.clearSpokenPhraseLog();
    });
  }

  async said() {
    return this.page.evaluate(() => window.attending.spokenPhraseLog());
  }

  async leave() {
    await this.page.evaluate(() => window.attending.stop());
  }
}
