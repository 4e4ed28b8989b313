// Lighthouse, as for a phone, on the start page and on a page of a section: `node lighthouse.mjs [--rounds 3]`.
// Fails if a score is below its bound, and says which audits cost it.

import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import lighthouse from "lighthouse";
import { launchPersistent } from "../../tests/lib/browser.mjs";
import { freePort, startServer } from "../../tests/lib/server.mjs";
import { median, milliseconds, table } from "./figures.mjs";
import { beginDraft } from "./sides.mjs";

/** The least of 100 points. */
const BOUNDS = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const METRICS = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index"];

/** Audits that explain others: what moved, and what was painted last. */
const EXPLAIN = ["layout-shifts", "largest-contentful-paint-element"];

const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" } } });
const load = loadavg()[0].toFixed(1);
const server = await startServer();
const port = await freePort();
// Lighthouse opens a page of its own in the same profile, so that the draft is there.
const { context, forget } = await launchPersistent({ args: [`--remote-debugging-port=${port}`] });
const failed = [];
try {
  const page = await context.newPage();
  const draft = await beginDraft(page, server.url);
  await page.close();
  const pages = { "start page": server.url, "section page": `${draft}/school` };
  const rows = [];
  const costs = [];
  for (const [name, url] of Object.entries(pages)) {
    const results = [];
    for (let round = 0; round < Number(values.rounds); round++) results.push(await visit(context, url));
    const score = (category) => median(results.map(({ categories }) => Math.round(categories[category].score * 100)));
    const scores = Object.keys(BOUNDS).map((category) => [category, score(category)]);
    failed.push(...scores.filter(([category, points]) => points < BOUNDS[category]).map(([category, points]) => `${name}: ${category} ${points}`));
    const metric = (id) => median(results.map(({ audits }) => audits[id].numericValue));
    rows.push([name, ...scores.map(([, points]) => points), ...METRICS.map((id) => (id === "cumulative-layout-shift" ? metric(id).toFixed(3) : milliseconds(metric(id))))]);
    costs.push(...found(name, results.at(-1)));
  }
  rows.push(["bound", ...Object.values(BOUNDS).map((points) => (points === 100 ? "100" : `≥ ${points}`)), ...METRICS.map(() => "")]);
  console.log(`\nLighthouse ${(await import("lighthouse/package.json", { with: { type: "json" } })).default.version}, mobile, simulated slow line and 4 × CPU; medians of ${values.rounds} (load average before: ${load}).`);
  console.log(table(["page", "performance", "accessibility", "best practices", "SEO", "FCP", "LCP", "TBT", "CLS", "speed index"], rows));
  if (costs.length > 0) console.log(`\nWhat is not perfect:\n\n${costs.join("\n")}`);
} finally {
  await context.close();
  await forget();
  await server.stop();
}
if (failed.length > 0) {
  console.error(`below the bounds: ${failed.join("; ")}`);
  process.exitCode = 1;
}

/** A visit with the draft, but with nothing else that an earlier visit has left. */
async function visit(context, url) {
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send("Network.clearBrowserCache");
  await tools.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "service_workers,cache_storage" });
  await page.close();
  const { lhr } = await lighthouse(url, { port, output: "json", logLevel: "error", disableStorageReset: true, onlyCategories: Object.keys(BOUNDS) });
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return lhr;
}

/** The audits that cost points, with what they name. */
function found(name, { categories, audits }) {
  return Object.values(categories).flatMap(({ id: category, auditRefs }) =>
    auditRefs
      .map(({ id, weight }) => ({ ...audits[id], weight }))
      .filter(({ id, score, weight }) => score !== null && score < 1 && (weight > 0 || EXPLAIN.includes(id)))
      .map(({ id, title, score, displayValue, details }) => {
        const items = (details?.items ?? []).flatMap((item) => item.items ?? item);
        const places = items.map((item) => item.node?.selector ?? item.url ?? item.source?.url).filter(Boolean);
        return `- ${name}, ${category}, ${Math.round(score * 100)} of 100: ${title} (${id}) ${displayValue ?? ""} ${places.slice(0, 3).join(", ")}`.trim();
      }),
  );
}
