// What a page takes of the computer's memory, in the longest section after some typing.

import { readFileSync } from "node:fs";
import { launchBrowser } from "../../tests/lib/browser.mjs";
import { answerAll } from "./keys.mjs";

/**
 * Both in bytes: `page` by `performance.measureUserAgentSpecificMemory()`, which counts scripts' heap and the document, and
 * beside it the memory of WebAssembly, which it leaves out; `process` is the private memory of the process that shows the
 * page, as Linux tells it, compiled programs included.
 */
export async function memory(side, { section, field }) {
  // It would otherwise wait for a moment in which memory is tidied anyway.
  const browser = await launchBrowser({ args: ["--enable-blink-features=ForceEagerMeasureMemory"] });
  try {
    // The service worker is a page of its own, which closes by itself.
    const context = await browser.newContext({ ...side.person, serviceWorkers: "block" });
    const page = await context.newPage();
    // Only pages that are isolated may ask; neither side needs to be otherwise.
    await page.route("**/*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "cross-origin-embedder-policy": "require-corp", "cross-origin-opener-policy": "same-origin" } });
    });
    await page.addInitScript(keepMemories);
    await page.goto(side.address(section));
    await page.locator(side.field(field)).waitFor();
    await answerAll(page);
    await page.locator(side.field(field)).pressSequentially("A school that says what it does. ".repeat(3));
    await page.waitForTimeout(2_000);
    const tools = await context.newCDPSession(page);
    await tools.send("HeapProfiler.collectGarbage");
    const [bytes, wasm] = await page.evaluate(async () => [
      (await performance.measureUserAgentSpecificMemory()).bytes,
      [...window.memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    ]);
    return { page: bytes + wasm, process: await privateMemory(browser) };
  } finally {
    await browser.close();
  }
}

/** Runs in the page: keeps hold of the memories of WebAssembly programs, which nothing else tells of. */
function keepMemories() {
  window.memories = new Set();
  for (const way of ["instantiate", "instantiateStreaming"]) {
    const start = WebAssembly[way];
    WebAssembly[way] = async (...given) => {
      const made = await start.apply(WebAssembly, given);
      for (const one of Object.values((made.instance ?? made).exports)) if (one instanceof WebAssembly.Memory) window.memories.add(one);
      return made;
    };
  }
}

/** Of the renderer that holds most: the others are kept in reserve. */
async function privateMemory(browser) {
  const tools = await browser.newBrowserCDPSession();
  const { processInfo } = await tools.send("SystemInfo.getProcessInfo");
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => {
      const text = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
      return [...text.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB/gm)].reduce((sum, [, kibibytes]) => sum + Number(kibibytes) * 1_024, 0);
    });
  return Math.max(...sizes);
}
