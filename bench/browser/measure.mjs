// Our form beside the same form in SurveyJS, in one run: `node measure.mjs FOLDER [--rounds 5] [--keys 200]`.
// FOLDER holds what `bench surveyjs` and `bundle.mjs` made.
//
// What is compared, and why it is fair:
// - The form is the same: SurveyJS is given what our own table says, what it made of that is counted
//   here, its rules are tried (`rules.mjs`), and keys are pressed where both show the same fields.
// - SurveyJS is served as ours is (`peer.mjs`), in one bundle of its minified parts, everything preloaded, without its fonts.
// - SurveyJS does less on these pages: it keeps no draft and examines no files, has no examples beside the questions and
//   no state in its list of sections. All that ours does beside is in its figures.
// - It checks at every key press, as ours does. As shipped, it looks only when the field is left; that is measured too.

import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { launchBrowser } from "../../tests/lib/browser.mjs";
import { startServer } from "../../tests/lib/server.mjs";
import { SLOWER, firstInput } from "./first-input.mjs";
import { keys } from "./keys.mjs";
import { FAST_3G, slowLine } from "./line.mjs";
import { memory } from "./memory.mjs";
import { servePeer } from "./peer.mjs";
import { tryRules } from "./rules.mjs";
import { insignia, surveyjs } from "./sides.mjs";
import { kilobytes, mebibytes, median, milliseconds, percentile, table } from "./figures.mjs";

/** Key presses are measured in so many turns, lest a busy minute of the machine meets one side only. */
const TURNS = 4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" }, keys: { type: "string", default: "200" } },
});
const folder = resolve(positionals[0]);
const [rounds, presses] = [Number(values.rounds), Number(values.keys)];
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const ours = read("ours.json");

const { model, count } = await import(pathToFileURL(join(folder, "survey.en.js")));
compareCounts();
const load = loadavg()[0].toFixed(1);
const server = await startServer();
const peer = await servePeer(folder, server.url);
const lines = [await slowLine(server.url), await slowLine(peer.url)];
const browser = await launchBrowser();
try {
  const { calls } = await (await fetch(`${server.url}/api/calls`)).json();
  const tried = tryRules(() => model(read("form.en.json")), calls[0]);
  console.log(`\nSurveyJS takes an application that ours takes, and minds each of ${tried} answers spoiled in it.`);
  const sides = [await insignia(browser, lines[0]), surveyjs(lines[1])];
  const shipped = surveyjs(lines[1], { shipped: true });
  const visits = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, side] of sides.entries()) visits[at].push(await firstInput(side, ours.first));
  }
  const typed = [...sides, shipped].map(() => ({ event: [], painted: [] }));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [at, side] of [...sides, shipped].entries()) {
      const { event, painted, controls } = await keys(browser, side, ours.longest, Math.ceil(presses / TURNS));
      typed[at].event.push(...event);
      typed[at].painted.push(...painted);
      typed[at].controls = controls;
    }
  }
  const kept = [];
  for (const side of sides) kept.push(await memory(side, ours.longest));
  print(visits, typed, kept);
} finally {
  await browser.close();
  for (const line of lines) await line.stop();
  await peer.stop();
  await server.stop();
}

/** Fails if SurveyJS did not take the whole form, in any language. */
function compareCounts() {
  const found = ours.languages.map((language) => {
    const survey = model(read(`form.${language}.json`));
    if (survey.jsonErrors?.length) throw new Error(`SurveyJS refuses the form in ${language}: ${survey.jsonErrors.map(({ message }) => message)}`);
    return count(survey);
  });
  const names = [...new Set([...Object.keys(ours.counts), ...found.flatMap(Object.keys)])].sort();
  const differ = names.filter((name) => found.some((counts) => counts[name] !== ours.counts[name]));
  console.log(`\nThe same form on both sides, in ${ours.languages.length} languages.`);
  console.log(table(["what", "Insignia", "SurveyJS"], names.map((name) => [name, ours.counts[name] ?? 0, found[0][name] ?? 0])));
  if (differ.length > 0) throw new Error(`the forms differ in: ${differ.join(", ")}`);
}

function print(visits, typed, kept) {
  const of = (name) => visits.map((side) => median(side.map((visit) => visit[name])));
  const at = (name, share) => typed.map((side) => percentile(side[name], share));
  const duration = (ms) => (ms < 16 ? "< 16 ms" : milliseconds(ms));
  /** `bound` is the greatest share of SurveyJS's figure that design allows; 1 is "ahead". */
  const row = (what, [mine, theirs, asShipped], write, bound = 1) => {
    const ratio = mine / theirs;
    const verdict = ratio <= bound && ratio < 1 ? "ahead" : ratio < 1 ? "ahead, **bound missed**" : "**behind**";
    return [what, write(mine), write(theirs), asShipped === undefined ? "" : write(asShipped), `${ratio.toFixed(2)} ×`, bound < 1 ? `${bound} ×` : "< 1 ×", verdict];
  };
  const [first, longest] = [ours.first.section, ours.longest.section];
  const rows = [
    row(`bytes to first input (section ${first}, cold)`, of("bytes"), kilobytes),
    row("the same with headers and the service worker's", of("line"), kilobytes),
    row("bytes that the page asks for in all", of("all"), kilobytes),
    row(`time to first input, ${SLOWER} × CPU, ${FAST_3G.bitsPerSecond / 1e6} Mbit/s, ${FAST_3G.roundTrip} ms`, of("time"), milliseconds, 0.6),
    row(`key press to paint, Event Timing, p50 (section ${longest})`, at("event", 0.5), duration),
    row("key press to paint, Event Timing, p99", at("event", 0.99), duration, 0.75),
    row("key press to a painted counter, p50", at("painted", 0.5), milliseconds),
    row("key press to a painted counter, p99", at("painted", 0.99), milliseconds),
    row("memory of the page, WebAssembly's included", kept.map(({ page }) => page), mebibytes),
    row("private memory of its process", kept.map(({ process }) => process), mebibytes),
  ];
  console.log(
    `\nIn Chromium ${browser.version()}; ${rounds} cold visits each in turns, medians; ${presses} key presses at ${SLOWER} × CPU among ` +
      `${typed.map(({ controls }) => controls).join(" / ")} controls (load average before: ${load}).`,
  );
  console.log(table(["what", "Insignia", "SurveyJS", "as shipped", "ratio", "bound", ""], rows));
  const spread = visits.map((side) => side.map(({ time }) => milliseconds(time)).join(", "));
  console.log(`\nTimes to first input: ${spread[0]}; SurveyJS ${spread[1]}.`);
  console.log(`Carried by the line in all, ours with its copy for working without a connection: ${of("lineInAll").map(kilobytes).join(" and ")}.`);
  console.log("As shipped, SurveyJS looks at an answer only when its field is left; beside its counter it says nothing while one types.");
}
