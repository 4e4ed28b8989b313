// The whole line once: a school reads, checks, fills in, signs and sends; an administrator finds the same answers and
// the same bytes.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { SECTIONS } from "../lib/form.mjs";
import { journey } from "../lib/journey.mjs";
import { firstCall } from "../lib/manifests.mjs";
import { addDays, bytesOf, school, sha256 } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { unzip } from "../lib/zip.mjs";
import { FormPages, eventually, formSchema, readAnswers } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const here = journey({ prepare });
let call, all, schema;
let form, office;
/** What the teacher saw on the review page and on the receipt. */
let reviewed, reference, receiptFile;

async function prepare() {
  call = await firstCall(here.server);
  all = school(call);
  schema = await formSchema(here.server.url);
}

test("the start page shows the call and says at once whether a school can apply", async () => {
  const page = await here.open();
  const start = new FormPages(page, schema);
  const t = (key, values) => start.t(key, values);
  const card = page.getByRole("complementary", { name: t("ui.call.name", { id: call.id }) });
  await card.waitFor();
  const facts = await card.innerText();
  assert.match(facts, new RegExp(`\\b${t("ui.call.open")}\\b`));
  for (const day of [call.registered_by, call.activity_window.from, call.quality_label_window.to]) {
    assert.ok(facts.includes(start.say.day(day)), `${day} in ${facts}`);
  }

  await page.getByRole("button", { name: t("ui.check.begin") }).press("Enter");
  const [joined, teachers, labels] = ["check_joined_on", "check_teachers", "check_labels"].map((id) => start.textbox(id));
  await joined.fill(addDays(call.registered_by, 1));
  await joined.blur();
  await page.getByText(t("requirement.registered.unmet")).waitFor();
  await page.getByText(t("ui.check.no_title")).waitFor();
  await joined.fill(call.registered_by);
  await teachers.fill(`${call.min_active_teachers - 1}`);
  await teachers.press("Tab");
  await page.getByText(t("requirement.teachers.unmet")).waitFor();
  assert.equal(await page.getByText(t("requirement.registered.unmet")).count(), 0);
  await teachers.fill(`${call.min_active_teachers}`);
  await labels.fill("0");
  await labels.press("Tab");
  await page.getByText(t("requirement.labels.unmet")).waitFor();
  await labels.fill("1");
  await page.getByText(t("ui.check.yes_title")).waitFor();
});

test("the whole form and the rubric can be read before anything is begun", async () => {
  const page = await here.open();
  const start = new FormPages(page, schema);
  await page.getByRole("main").getByRole("link", { name: exactly(start.t("ui.links.form")) }).click();
  await start.heading(start.t("ui.links.form")).waitFor();
  const paper = await page.getByRole("main").innerText();
  for (const section of Object.keys(SECTIONS)) assert.ok(paper.includes(start.t(`section.${section}`)), section);
  for (const key of ["field.school_code", "field.activity.participants", "row.safety_indicators.yearly_review", "field.privacy_notice_read"]) {
    assert.ok(paper.includes(start.t(key)), key);
  }
  await page.goBack();
  await page.getByRole("main").getByRole("link", { name: exactly(start.t("ui.links.rubric")) }).click();
  await start.heading(start.t("rubric.title")).waitFor();
  assert.ok((await page.getByRole("main").innerText()).includes(start.t("criterion.leadership")));
});

test("a teacher fills in all eleven sections with real files", async () => {
  const page = await here.open({ stay: true });
  form = new FormPages(page, schema);
  await form.begin();
  await form.fillAll(all);
  await form.saved();
  await form.openSection("evidence");
  const photo = form.itemCalled("Pupils at the estuary");
  await photo.getByText(form.t("ui.register.cleaned")).waitFor();
  assert.equal(await form.itemCalled("Letter to families").getByText(form.t("ui.register.cleaned")).count(), 0);
  const used = await form.itemCalled("Minutes of the digital team").innerText();
  for (const section of ["leadership", "collaboration", "inclusion"]) assert.ok(used.includes(form.t(`section.${section}`)), used);
  assert.match(await form.register.innerText(), /5 of 30 items · [\d.]+ kB/);
});

test("evidence can be added on the spot, where it proves something", async () => {
  await form.openSection("inclusion");
  const statement = form.fixedRow("inclusion_statements", "innovation");
  const group = form.group("evidence", "statement", statement);
  await form.button("ui.picker.add", group).click();
  await form.drop(["object_streams.pdf"], group);
  const title = form.textbox("title", "evidence", group);
  await title.waitFor();
  const added = { ...all.evidence[1].answers, title: "Plan of the new library" };
  delete added.file;
  delete added.source;
  await form.answerRow("evidence", { id: "plan", answers: added }, form.schema.evidence, group);
  await form.button("ui.picker.done", group).click();
  assert.ok(await group.getByRole("checkbox", { name: /^Plan of the new library/ }).isChecked());
  all.evidence.push({ id: "plan", answers: { ...added, file: "object_streams.pdf" } });
});

test("the declaration to sign carries the names of the school", async () => {
  await form.page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).click();
  await form.page.getByRole("link", { name: exactly(form.t("ui.declaration.open")) }).click();
  await form.heading(form.t("declaration.title")).waitFor();
  const text = await form.page.getByRole("main").innerText();
  for (const name of [all.head_name, all.school_name, all.school_town, all.coordinator_name, "Spain", call.id]) {
    assert.ok(text.includes(name), `${name} in ${text}`);
  }
  await form.page.goBack();
});

test("the review shows every answer", async () => {
  await form.openReview();
  await form.page.getByText(form.t("ui.review.ready")).waitFor();
  reviewed = await readAnswers(form.page);
  const values = reviewed.map(([, value]) => value);
  const words = expected(all).filter((text) => !values.some((value) => value.includes(text.replace(/\s+/g, " "))));
  assert.deepEqual(words, [], "answers that the review does not show");
});

test("it is sent with its files, and a receipt with a reference comes back", async () => {
  const { page } = form;
  await form.openSend();
  const bars = page.getByRole("progressbar");
  assert.deepEqual(
    (await Promise.all((await bars.all()).map((bar) => bar.getAttribute("aria-label")))).sort(),
    ["letter.docx", "minutes.pdf", "object_streams.pdf", "photo_with_gps.jpg", "picture.png", "policy.pdf"],
  );
  await form.sendButton.click();
  reference = await form.received();
  assert.match(reference, /^ES-/);
  const coming = page.waitForEvent("download");
  await form.button("ui.receipt.download").click();
  receiptFile = join(here.server.data, "kept-receipt.json");
  await (await coming).saveAs(receiptFile);
});

test("the receipt is found genuine by the command line, and one changed letter is not", async () => {
  const verify = (file) => promisify(execFile)(here.server.program, ["verify", "receipt", file], { env: { ...process.env, INSIGNIA_DATA: here.server.data } });
  const { stdout } = await verify(receiptFile);
  assert.ok(stdout.includes(reference), stdout);
  const forged = join(here.server.data, "forged-receipt.json");
  await writeFile(forged, (await readFile(receiptFile, "utf8")).replaceAll(reference, reference.replace("ES-", "PT-")));
  await assert.rejects(verify(forged), /Not genuine/);
});

test("an administrator finds it by search and reads the same answers", async () => {
  const page = await here.open({ stay: true, path: "/office" });
  office = new OfficePages(page);
  await office.signIn(here.server.administrator);
  await office.listStands();
  await office.search.fill("urola");
  await office.count("office.list.found", 1).waitFor();
  await office.openRow(all.school_name);
  await page.getByRole("heading", { name: exactly(office.t("office.receipt.title")) }).waitFor();
  await page.getByText(office.t("office.receipt.valid")).waitFor();
  await page.getByText(reference).first().waitFor();
  assert.deepEqual(await readAnswers(page), reviewed);
});

test("every file arrives byte for byte, the photograph without its position", async () => {
  const { page } = office;
  const table = page.getByRole("table", { name: exactly(office.t("office.evidence.files")) });
  const hashes = (await table.innerText()).replace(/(?<=[0-9a-f]{4}) (?=[0-9a-f]{4})/g, "");
  for (const name of ["policy.pdf", "minutes.pdf", "letter.docx", "object_streams.pdf", "picture.png"]) {
    const { bytes } = await office.download(table.getByRole("link", { name, exact: true }));
    assert.equal(sha256(bytes), sha256(bytesOf(name)), name);
    assert.ok(hashes.includes(sha256(bytes)), `${name}: its hash in ${hashes}`);
  }
  const { name, bytes } = await office.download(table.getByRole("link", { name: "photo_with_gps.jpg", exact: true }));
  assert.equal(name, "photo_with_gps.jpg");
  assert.ok(hashes.includes(sha256(bytes)));
  assert.notEqual(sha256(bytes), sha256(bytesOf(name)));
  assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff]);
  for (const mark of ["GPS", "xmp", "Photoshop"]) {
    assert.ok(bytesOf(name).includes(mark) || mark === "GPS", `the fixture holds ${mark}`);
    assert.ok(!bytes.includes(mark), `${mark} in what was sent`);
  }
});

test("ZIP, CSV and JSON hold the same application", async () => {
  const { page } = office;
  const zip = unzip((await office.download(page.getByRole("link", { name: exactly(office.t("office.application.zip")) }))).bytes);
  const contents = [...zip.entries()];
  const manifest = JSON.parse(contents.find(([name]) => name.endsWith("/answers.json"))[1]);
  const hashes = contents.filter(([name]) => name.includes("/evidence/")).map(([, bytes]) => sha256(bytes));
  assert.deepEqual(hashes.sort(), manifest.files.map((file) => file.sha256).sort());
  assert.equal(hashes.length, 6);
  const receipt = JSON.parse(contents.find(([name]) => name.endsWith("/receipt.json"))[1]);
  const raw = contents.find(([name]) => name.endsWith("/answers.json"))[1];
  assert.equal(receipt.statement.manifest_sha256, sha256(raw));

  await page.goBack();
  await office.listStands();
  const link = (format) => page.getByRole("link", { name: new RegExp(` ${format}: `) });
  const csv = (await office.download(link("CSV"))).bytes.toString("utf8");
  assert.ok(csv.startsWith("\uFEFF"));
  assert.ok(csv.includes(reference) && csv.includes(all.team[2].answers.name), csv);
  const [entry] = JSON.parse((await office.download(link("JSON"))).bytes);
  assert.deepEqual(entry.manifest, manifest);
  assert.deepEqual(entry.receipt, receipt);
  const whole = unzip((await office.download(link("ZIP"))).bytes);
  assert.deepEqual([...whole.keys()].sort(), [...zip.keys()].sort());
});

/** What of the answers has to be read on the review page. */
function expected(answers) {
  const said = [];
  const take = (value) => {
    if (Array.isArray(value)) return value.forEach((one) => (one.answers ? Object.entries(one.answers).forEach(([id, cell]) => takeCell(id, cell)) : said.push(titleOf(one))));
    said.push(value);
  };
  const takeCell = (id, cell) => (Array.isArray(cell) ? cell.forEach((one) => said.push(titleOf(one))) : said.push(wordOf(id, cell)));
  const titleOf = (id) => answers.evidence.find((item) => item.id === id)?.answers.title ?? form.say.option("level", id);
  const { say } = form;
  const wordOf = (id, value) => {
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return say.day(value);
    if (id === "teacher") return answers.team.find((row) => row.id === value).answers.name;
    if (id === "language") return say.option("language", value);
    for (const set of ["yes_no", "activity", "access", "evidence_kind", "pupils", "source", "statement", "indicator"]) {
      if (say.has(`option.${set}.${value}`) && ["drafted", "activity", "access", "kind", "pupils", "source", "state", "served_here"].includes(id)) return say.option(set, value);
    }
    return value;
  };
  for (const [id, value] of Object.entries(answers)) {
    if (Array.isArray(value)) take(value);
    else if (id === "school_country") said.push(say.option("country", value));
    else if (id === "school_province") said.push("Gipuzkoa");
    else if (id === "school_ownership") said.push(say.option("ownership", value));
    else if (["ambassador", "policy_exists", "data_is_true", "consents_are_held", "colleagues_were_told", "privacy_notice_read"].includes(id)) said.push("Yes");
    else said.push(wordOf(id, value));
  }
  return said;
}
