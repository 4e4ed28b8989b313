// Runs the journeys with Node's own test runner: `node run.mjs [words of file names]`.
// The last line is `journeys: N passed, N failed`, for `cargo xtask test`.

import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const folder = resolve(fileURLToPath(import.meta.url), "../journeys");
const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".test.mjs"))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .map((name) => join(folder, name))
  .sort();

if (files.length === 0) {
  console.error(`no journey in tests/journeys is called ${words.join(" or ")}`);
  process.exit(1);
}

let passed = 0;
const silent = new Set(files);
const failures = [];
// A server and a browser per file: more files at once than cores would only make them wait for each other.
const concurrency = Math.max(1, Math.min(2, availableParallelism()));
const tests = run({ files, concurrency, timeout: 1_200_000 });

// Suites and files repeat what their tests say; only the tests count.
tests.on("test:pass", ({ details, name, file, skip, todo }) => {
  if (details.type === "suite" || files.includes(name)) return;
  silent.delete(file);
  if (skip !== undefined || todo !== undefined) failures.push(`${name}: skipped, which counts as a failure`);
  else passed += 1;
});
tests.on("test:fail", ({ details, name, file }) => {
  silent.delete(file ?? name);
  if (details.error?.failureType === "subtestsFailed") return;
  const where = (file ?? name).split("/").at(-1);
  failures.push(`${where}: ${name}`);
});
// When all is printed, so that the counts are the last line.
process.on("exit", () => {
  for (const file of silent) failures.push(`${file.split("/").at(-1)}: no test ran to its end`);
  for (const failure of failures) console.log(`journey failed: ${failure}`);
  console.log(`journeys: ${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
});
tests.compose(spec).pipe(process.stdout);
