// A browser that is killed at random moments of typing, attaching and sending, again and again, on one profile: what was
// shown as saved is there, at most the last second of typing is gone, and in the end there is one application with one
// receipt and every byte. `INSIGNIA_KILLS=1000` kills it more often, `INSIGNIA_SEED` repeats a run.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { journey } from "../lib/journey.mjs";
import { kill, live, pause } from "../lib/kills.mjs";
import { Line } from "../lib/line.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { office } from "../lib/office.mjs";
import { random } from "../lib/random.mjs";
import { bytesOf, school, sha256 } from "../lib/school.mjs";
import { freePort } from "../lib/server.mjs";
import { unzip } from "../lib/zip.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const KILLS = Number(process.env.INSIGNIA_KILLS ?? 100);
const SEED = Number(process.env.INSIGNIA_SEED ?? Date.now() % 1_000_000);
/** What every five lives are for, in an order that chance gives. */
const MIX = ["typing", "typing", "attaching", "sending", "sending"];
/** Lives of one application. */
const STORY = 100;
/** Longest life after the page is there, in milliseconds. */
const LONGEST = 1_200;
/** While something is sent: milliseconds on the way to the server and back, and bytes a second to it. */
const SLOW = { delay: 50, rate: 500_000 };
/** Items of the register up to which more are attached. */
const MOST_ITEMS = 28;
const FIELD = "#leadership_plan";
/** A text longer than this is begun anew, so that it stays one that can be sent. */
const LONG_TEXT = 1_200;

const here = journey();
const chance = random(SEED);
const hits = { typing: 0, attaching: 0, "sending, before the commit": 0, "sending, after the commit": 0, "sending, in an upload": 0, "sending, all there": 0 };
let profile, forget, last, line, ask, schema, versions = 0, files = 0;

after(async () => {
  await last?.close().catch(() => {});
  await line?.stop();
  await forget?.();
});

test(`${KILLS} killed browsers lose nothing that was shown as saved, and send one application once (seed ${SEED})`, async () => {
  schema = await formSchema(here.server.url);
  ask = await office(here.server);
  line = await Line.start(await freePort(), here.server.port);
  const stories = Math.ceil(KILLS / STORY);
  for (let nth = 0; nth < stories; nth++) await story(nth, Math.min(STORY, KILLS - nth * STORY));
  const sent = Object.entries(hits).filter(([kind, times]) => kind.startsWith("sending") && times > 0);
  console.log(`killed: ${Object.entries(hits).map(([kind, times]) => `${times} ${kind}`).join("; ")}; ${versions} versions, ${files} files`);
  assert.ok(sent.length >= Math.min(3, KILLS / 10), `it was hardly ever killed while sending: ${JSON.stringify(hits)}`);
});

async function story(nth, lives) {
  const call = await firstCall(here.server);
  const all = school(call, `CEIP Ría de Urola ${nth}`);
  // Without a position, so that the bytes that arrive are those that were chosen.
  all.evidence.find(({ id }) => id === "photo").answers.file = "photo.jpg";
  const known = new Map([...all.evidence.map(({ answers }) => answers.file), all.declaration_file].filter(Boolean).map((name) => [sha256(bytesOf(name)), name]));
  const site = `http://localhost:${line.port}`;
  const first = await open(site);
  const form = new FormPages(first.page, schema);
  const id = await form.begin();
  await form.fillAll(all);
  await form.saved();
  await first.context.close();
  const at = (section) => `${site}/draft/${id}/${section}`;

  // What the lives before may claim; the next one that opens the same page looks whether it is there.
  let written = { whole: all.leadership_plan, saved: all.leadership_plan.length, due: 0, life: "first" };
  let attached = { shown: all.evidence.length, most: all.evidence.length, life: "first" };
  let described = all.evidence.length;
  // The version that was finished and is not known to be complete. `sure` once a page has shown it as finished.
  let finish;

  let plan = [];
  for (let life = 0; life < lives; life++) {
    if (plan.length === 0) plan = shuffled(MIX);
    await { typing, attaching, sending }[plan.pop()](life);
  }
  await theEnd();

  async function open(address) {
    const truths = [];
    const seen = { patches: 0 };
    const opened = await live({
      profile,
      address,
      field: FIELD,
      onClaim: (claim) => truths.push(newest().then((state) => ({ claim, state }))),
      onRequest: (request) => (seen.patches += request.method() === "PATCH" ? 1 : 0),
    });
    ({ profile, context: last } = opened);
    forget ??= opened.forget;
    return { ...opened, truths, seen, form: new FormPages(opened.page, schema) };
  }

  /** The newest version that the server has. */
  async function newest() {
    const answer = await ask(`applications/${id}`);
    if (answer.status === 404) return { version: 0, complete: false };
    const all = (await answer.json()).versions;
    const last = all.reduce((one, other) => (one.version > other.version ? one : other));
    return { version: last.version, complete: last.state === "complete", all };
  }

  /** Whatever was said of sending was true when it was said, and no version came twice. */
  async function judge({ truths, told }, life) {
    for (const { claim, state } of await Promise.all(truths.splice(0))) {
      const here = finish ? state.version === finish.version : state.version > 0;
      if (claim === "received") assert.ok(here, `life ${life}: shown as received, the server has ${state.version}`);
      if (claim === "sent") assert.ok(here && state.complete, `life ${life}: shown as sent, the server has ${JSON.stringify(state)}`);
    }
    const state = await newest();
    const expected = finish?.version ?? state.version;
    assert.ok(state.version <= expected, `life ${life}: version ${expected} became ${state.version}`);
    if (finish) finish.sure ||= told.claims.size > 0 || state.version === expected;
    return state;
  }

  /** Whether what was finished still waits; if it does not, it was either never shown as finished or is all there. */
  async function waits({ form }, life) {
    const open = form.page.locator(FIELD).or(form.sendButton).or(form.items.first()).or(form.heading(form.t("ui.receipt.title")));
    const closed = form.heading(form.t("ui.outbox.locked_title")).or(form.button("ui.outbox.try_now"));
    await open.or(closed).first().waitFor();
    if (await closed.first().isVisible()) return true;
    if (!finish) return false;
    const state = await newest();
    const whole = state.version === finish.version && state.complete;
    assert.ok(whole || !finish.sure, `life ${life}: version ${finish.version} was finished, now it is a draft; the server has ${JSON.stringify(state)}`);
    finish = undefined;
    return false;
  }

  /** Opens a section to be written, taking back what is finished. */
  async function writable(section, life) {
    const opened = await open(at(section));
    const { form, page } = opened;
    if (await waits(opened, life)) {
      const field = page.locator(FIELD).or(form.register).first();
      await eventually(async () => {
        if (await field.isVisible()) return;
        await form.button("ui.outbox.change").click({ timeout: 300 }).catch(() => {});
        await form.button("ui.outbox.change_really").click({ timeout: 300 }).catch(() => {});
        assert.ok(await field.isVisible(), `life ${life}: it cannot be taken back`);
      });
      await judge(opened, life);
      opened.told.claims.clear();
      finish = undefined;
    }
    return opened;
  }

  async function keptText(page) {
    const { whole, saved, due, life } = written;
    const kept = await page.locator(FIELD).inputValue();
    assert.ok(whole.startsWith(kept), `life ${life}: the text is another`);
    assert.ok(kept.length >= saved, `life ${life}: ${saved} letters were shown as saved, ${kept.length} are there`);
    assert.ok(kept.length >= due, `life ${life}: ${due} letters were older than a second, ${kept.length} are there`);
    if (kept.length < LONG_TEXT) return kept;
    await page.locator(FIELD).fill(all.leadership_plan);
    await new FormPages(page, schema).saved();
    return all.leadership_plan;
  }

  async function typing(life) {
    const opened = await writable("leadership", life);
    const { page, told } = opened;
    let whole = await keptText(page);
    told.saved = 0;
    await page.locator(FIELD).press("Control+End");
    const writing = (async () => {
      for (;;) {
        for (const letter of ` ${life}.${chance(1_000)}`) {
          whole += letter;
          await page.keyboard.insertText(letter);
        }
        await pause(chance(60));
      }
    })().catch(() => {});
    await pause(50 + chance(LONGEST));
    const died = await kill(opened);
    await writing;
    const due = told.typed.filter((typed) => typed.at < died - 1_000).at(-1)?.length ?? 0;
    written = { whole, saved: told.saved, due: Math.min(due, whole.length), life };
    hits.typing += 1;
  }

  async function keptFiles(form) {
    const { shown, most, life } = attached;
    await eventually(async () => assert.ok((await form.items.count()) >= shown, `life ${life}: ${shown} items were shown`));
    await pause(100);
    const kept = await form.items.count();
    assert.ok(kept <= most, `life ${life}: at most ${most} items were attached, ${kept} are there`);
    return kept;
  }

  /** A file that nobody has yet. */
  function another(life) {
    const noise = Buffer.from(Array.from({ length: 40_000 + chance(120_000) }, () => 97 + chance(26)));
    const minutes = bytesOf("minutes.pdf");
    const buffer = Buffer.concat([minutes, Buffer.from(`\n% life ${life} of seed ${SEED} `), noise, Buffer.from("\n"), minutes.subarray(minutes.lastIndexOf("startxref"))]);
    const name = `life-${life}.pdf`;
    known.set(sha256(buffer), name);
    return { name, mimeType: "application/pdf", buffer };
  }

  async function attaching(life) {
    if (attached.most >= MOST_ITEMS) return typing(life);
    const opened = await writable("evidence", life);
    const { form, page } = opened;
    const before = await keptFiles(form);
    form.choose([another(life)]).catch(() => {});
    await pause(50 + chance(2 * LONGEST));
    const seen = await form.items.count().catch(() => before);
    const saved = await page.locator(".save-state--saved").isVisible().catch(() => false);
    await kill(opened);
    attached = { shown: saved ? seen : before, most: before + 1, life };
    hits.attaching += 1;
  }

  /** Marks the text, describes what was attached since, and goes to where it is finished. */
  async function ready(opened, life) {
    const { form, page } = opened;
    let whole = `${(await keptText(page)).trimEnd()} (sent in life ${life})`;
    await page.locator(FIELD).fill(whole);
    await form.saved();
    written = { whole, saved: whole.length, due: whole.length, life };
    await form.openSection("evidence");
    let kept = await keptFiles(form);
    if (described === kept && kept < MOST_ITEMS) {
      await form.choose([another(life)]);
      await form.items.nth(kept++).waitFor();
    }
    const { source, file, ...rest } = all.evidence.find(({ id }) => id === "minutes").answers;
    for (; described < kept; described++) {
      const answers = { ...rest, title: `Minutes number ${described}` };
      await form.answerRow("evidence", { id: "minutes", answers }, schema.properties.evidence, form.items.nth(described));
    }
    await form.saved();
    attached = { shown: kept, most: kept, life };
    await page.goto(at("send"));
    await form.sendButton.waitFor();
    finish = { version: (await newest()).version + 1, life };
  }

  async function sending(life) {
    // What waits goes on by itself from the moment at which the page is open.
    if (finish) Object.assign(line, SLOW);
    const opened = await open(at(finish ? "send" : "leadership"));
    if (finish && !(await waits(opened, life))) {
      Object.assign(line, { delay: 0, rate: Infinity });
      await opened.page.goto(at("leadership"));
    }
    if (!finish) {
      await waits(opened, life);
      await ready(opened, life);
      Object.assign(line, SLOW);
      opened.form.sendButton.click().catch(() => {});
    }
    await pause(chance(3) === 0 ? 20 + chance(300) : 300 + chance(1_700));
    await kill(opened);
    Object.assign(line, { delay: 0, rate: Infinity });
    const state = await judge(opened, life);
    const where =
      state.version < finish.version ? "before the commit" : state.complete ? "all there" : opened.seen.patches === 0 ? "after the commit" : "in an upload";
    hits[`sending, ${where}`] += 1;
  }

  async function theEnd() {
    const opened = await writable("leadership", "last");
    const { form, page } = opened;
    await ready(opened, "last");
    await form.sendButton.click();
    const reference = await form.received();
    await page.reload();
    await form.heading(form.t("ui.receipt.title")).waitFor();
    const receipt = (await page.getByRole("main").innerText()).replace(/\s/g, "");
    await judge(opened, "last");
    await opened.context.close();

    const { total, rows } = await (await ask("applications")).json();
    assert.equal(total, nth + 1, "an application was made twice");
    assert.equal(rows.filter((row) => row.submission === id).length, 1);
    const { all: kept } = await newest();
    assert.equal(new Set(kept.map((version) => version.manifest_sha256)).size, kept.length, "one content became two versions");
    const { stdout } = await promisify(execFile)(here.server.program, ["export", "json"], {
      env: { ...process.env, INSIGNIA_DATA: here.server.data },
      maxBuffer: 1e9,
    });
    const exported = JSON.parse(stdout).filter(({ manifest }) => manifest.submission === id);
    assert.equal(exported.length, 1);
    const [{ manifest, receipt: stored, state }] = exported;
    assert.equal(state, "complete");
    assert.equal(stored.statement.reference, reference);
    for (const text of [stored.statement.manifest_sha256, stored.signature]) assert.ok(receipt.includes(text), "the receipt shown is another");
    assert.equal(manifest.answers.leadership_plan, written.whole);
    assert.equal(manifest.answers.evidence.length, attached.shown);
    const archive = unzip(Buffer.from(await (await ask(`applications/${id}/export.zip`)).arrayBuffer()));
    const arrived = new Set([...archive.values()].map(sha256));
    for (const { sha256: hash, name } of manifest.files) {
      assert.ok(known.has(hash), `${name} is no file that was attached`);
      assert.ok(arrived.has(hash), `${name} did not arrive byte for byte`);
    }
    versions += kept.length;
    files += manifest.files.length;
  }
}

function shuffled(list) {
  const rest = [...list];
  return list.map(() => rest.splice(chance(rest.length), 1)[0]);
}
