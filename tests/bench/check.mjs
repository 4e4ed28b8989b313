// Times the check of the whole form in Chromium: `node check.mjs FOLDER`, where FOLDER holds program.js and program.wasm.
// Prints what shared/benches/check.rs prints, so that both are read alike.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { launchBrowser } from "../lib/browser.mjs";

const ROUNDS = 50;
const CHECKS = 200;

const folder = process.argv[2];
const TYPES = { "/program.js": "text/javascript", "/program.wasm": "application/wasm" };
/** Without the isolation, the browser's clock ticks in steps of 100 µs. */
const ISOLATION = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const server = createServer(async (request, response) => {
  const type = TYPES[request.url];
  const body = type ? await readFile(join(folder, request.url)) : "<!doctype html><title>check</title>";
  response.writeHead(200, { "Content-Type": type ?? "text/html", ...ISOLATION }).end(body);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  const result = await page.evaluate(
    async ([rounds, checks]) => {
      const { default: init, Application } = await import("/program.js");
      await init({ module_or_path: "/program.wasm" });
      const application = Application.largest();
      const times = [];
      let errors = 0;
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        errors += application.check(checks);
        times.push(((performance.now() - start) * 1000) / checks);
      }
      times.sort((a, b) => a - b);
      return { times, errors, bytes: application.bytes(), isolated: crossOriginIsolated };
    },
    [ROUNDS, CHECKS],
  );
  if (result.errors) throw new Error(`the application has ${result.errors / ROUNDS / CHECKS} errors`);
  if (!result.isolated) throw new Error("the page is not isolated, so its clock is coarse");
  console.log(`check_us_median ${result.times[ROUNDS / 2].toFixed(1)}`);
  console.log(`check_us_fastest ${result.times[0].toFixed(1)}`);
  console.log(`manifest_bytes ${result.bytes}`);
  console.log(`browser ${browser.version()}`);
} finally {
  await browser.close();
  server.close();
}
