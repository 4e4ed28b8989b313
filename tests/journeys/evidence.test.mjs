// Evidence as it comes in: what is taken, what is refused and in which words, and how it goes again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "../lib/accessibility.mjs";
import { journey } from "../lib/journey.mjs";
import { bytesOf } from "../lib/school.mjs";
import { exactly } from "../lib/words.mjs";
import { FormPages, dropFiles, eventually, formSchema } from "../pages/form.mjs";

const here = journey({ prepare });
let schema;

async function prepare() {
  schema = await formSchema(here.server.url);
}

async function register(options) {
  const form = new FormPages(await here.open(options), schema);
  await form.begin();
  await form.openSection("evidence");
  return form;
}

const refusal = (form, name) => form.page.getByRole("alert").filter({ hasText: name });

const REFUSED = {
  "empty.pdf": "empty",
  "disguised.pdf": "wrong_type",
  "plain_archive.docx": "wrong_type",
  "spreadsheet.odt": "wrong_type",
  "password.pdf": "password_protected",
  "restricted.pdf": "password_protected",
  "restricted_stream.pdf": "password_protected",
  "password.docx": "password_protected",
  "password.odt": "password_protected",
  "encrypted_entry.docx": "password_protected",
  "truncated.pdf": "broken",
  "truncated.jpg": "broken",
  "no_pages.pdf": "broken",
  "bomb.docx": "broken",
  "macros.docx": "macros",
  "renamed_macros.docx": "macros",
  "macros.odt": "macros",
  "javascript.pdf": "active_content",
  "hidden_javascript.pdf": "active_content",
  "launch.pdf": "active_content",
  "attachment.pdf": "active_content",
  "huge.png": "too_many_pixels",
};

const TAKEN = ["policy.pdf", "minutes.pdf", "object_streams.pdf", "photo.jpg", "photo_with_gps.jpg", "picture.png", "picture.webp", "picture_with_gps.png", "picture_with_gps.webp", "animated.webp", "letter.docx", "letter.odt"];

test("each file that cannot serve is refused with its reason in words", async () => {
  const form = await register();
  for (const [nth, [name, defect]] of Object.entries(REFUSED).entries()) {
    if (nth % 2 === 0) await form.choose([name]);
    else await form.drop([name]);
    const panel = refusal(form, name);
    await panel.waitFor();
    const reason = form.t(`defect.${defect}`, { max_pixels: "50,000,000", max_bytes: "10 MB" });
    assert.ok((await panel.innerText()).includes(reason), `${name}: ${await panel.innerText()}`);
  }
  assert.equal(await form.items.count(), 0);
  await form.button("ui.files.put_away").click();
  assert.equal(await form.page.getByRole("alert").count(), 0);
});

test("every kind that is asked for is taken, by picker and by drop, several at once", async () => {
  const form = await register();
  await form.choose(TAKEN.slice(0, 6));
  await form.items.nth(5).waitFor();
  await form.drop(TAKEN.slice(6));
  await form.items.nth(11).waitFor();
  assert.equal(await form.page.getByRole("alert").count(), 0);
  for (const [nth, name] of TAKEN.entries()) {
    const text = await form.items.nth(nth).innerText();
    assert.ok(text.includes(name), `${name} in ${text}`);
    assert.ok(text.includes(form.t("ui.register.examined")), text);
    assert.equal(text.includes(form.t("ui.register.cleaned")), name.includes("gps"), name);
    assert.ok(text.includes(form.t("ui.register.unused")), text);
  }
  // Pictures are seen, documents named.
  await eventually(async () => assert.equal(await form.register.locator("img").count(), 7));
  await eventually(async () => {
    const widths = await form.register.locator("img").evaluateAll((images) => images.map((image) => image.naturalWidth));
    assert.ok(widths.every((width) => width > 0), `${widths}`);
  });
});

test("a file larger than 10 MB is refused before it is read, one of exactly 10 MB is looked at", async () => {
  const form = await register();
  const large = (size) => ({ name: `${size}.pdf`, mimeType: "application/pdf", buffer: Buffer.concat([bytesOf("policy.pdf"), Buffer.alloc(size - bytesOf("policy.pdf").length)]) });
  await form.choose([large(11_000_000)]);
  await refusal(form, "11000000.pdf").waitFor();
  assert.ok((await refusal(form, "11000000.pdf").innerText()).includes(form.t("defect.too_large", { max_bytes: "10 MB" })));
  // Zeros after the end are what some scanners leave.
  await form.choose([large(10_000_000)]);
  await form.items.first().waitFor();
});

test("the same bytes under another name are the same evidence", async () => {
  const form = await register();
  await form.choose(["policy.pdf"]);
  await form.items.first().waitFor();
  await dropFiles(form.zone(), [{ name: "once more.pdf", bytes: bytesOf("policy.pdf") }]);
  await refusal(form, "once more.pdf").waitFor();
  assert.ok((await refusal(form, "once more.pdf").innerText()).includes(form.t("ui.files.duplicate", { title: "Policy" })));
  assert.equal(await form.items.count(), 1);
});

test("a refused file stops none of the others that came with it", async () => {
  const form = await register();
  await form.drop(["policy.pdf", "password.pdf", "picture.png"]);
  await form.items.nth(1).waitFor();
  await refusal(form, "password.pdf").waitFor();
  assert.equal(await form.items.count(), 2);
});

test("what is removed comes back whole, with every place that pointed to it", async () => {
  const form = await register();
  await form.choose(["policy.pdf"]);
  await form.items.first().waitFor();
  await form.textbox("title", "evidence", form.items.first()).fill("Our policy");
  await form.openSection("safety");
  const picker = form.group("safety_evidence");
  await picker.getByRole("checkbox", { name: /^Our policy/ }).check();
  await form.openSection("evidence");
  await form.itemCalled("Our policy").getByText(form.t("ui.register.used", { where: form.t("section.safety") })).waitFor();
  await form.itemCalled("Our policy").getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }).click();
  const bar = form.page.getByRole("status").filter({ hasText: form.t("ui.rows.removed", { name: "Our policy" }) });
  await bar.waitFor();
  await eventually(async () => assert.ok(await bar.evaluate((element) => element === document.activeElement)));
  assert.equal(await form.items.count(), 0);
  await form.button("ui.rows.undo").click();
  await form.itemCalled("Our policy").getByText(form.t("ui.register.used", { where: form.t("section.safety") })).waitFor();

  await form.itemCalled("Our policy").getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }).click();
  await bar.waitFor();
  await form.openSection("safety");
  await picker.getByText(form.t("ui.picker.empty")).waitFor();
});

test("what was removed can be put back with its file, until it is deleted for good", async () => {
  const form = await register();
  const removal = (scope) => scope.getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }).first();
  const overview = () => form.page.getByRole("link", { name: exactly(form.t("ui.overview.back")) }).first().click();
  const kept = form.page.getByRole("region", { name: exactly(form.t("ui.kept.title")) });
  await form.choose(["photo_with_gps.jpg"]);
  await form.items.first().waitFor();
  await form.saved();
  await removal(form.items.first()).click();
  await form.saved();
  // The same picture once more, in a field for one file: taking it out there must not take it from the past.
  await form.openSection("declaration");
  const field = form.page.getByRole("main");
  await form.choose(["photo_with_gps.jpg"], field, "ui.files.choose_single");
  await removal(field.getByRole("article")).click();
  await form.saved();
  await form.page.reload();
  await form.heading(form.t("section.declaration")).waitFor();
  await overview();
  await kept.getByText(/^One file more that you took out/).waitFor();
  assert.deepEqual(await violations(form.page), []);
  await form.page.getByRole("main").getByRole("link", { name: exactly(form.t("ui.history.title")) }).click();
  const removed = form.page.getByRole("region", { name: exactly(form.t("ui.history.removed_title")) });
  await removed.getByRole("button", { name: new RegExp(`^${form.t("ui.history.back")}`) }).click();
  await removed.waitFor({ state: "detached" });
  await overview();
  await form.openSection("evidence");
  await eventually(async () => assert.ok((await form.items.first().locator("img").evaluate((image) => image.naturalWidth)) > 0));
  assert.doesNotMatch(await form.register.innerText(), / · 0 B/);

  await removal(form.items.first()).click();
  await form.saved();
  await overview();
  await form.button("ui.kept.removed_delete", kept).click();
  await form.button("ui.kept.removed_really", kept).click();
  await kept.getByText(/more that you took out/).waitFor({ state: "detached" });
  await form.page.reload();
  await kept.getByText(form.say.count("ui.kept.files", 0, { size: "" }).split(",")[0]).waitFor();
  assert.equal(await kept.getByText(/more that you took out/).count(), 0);
});

test("a name that could be dangerous is only a name", async () => {
  const form = await register();
  const names = ["../../etc/passwd.pdf", "<img src=x onerror=alert(1)>.png", "CON.webp", `${"ñ".repeat(120)}.jpg`, "cod\u202Efdp.odt"];
  const files = ["policy.pdf", "picture.png", "picture.webp", "photo.jpg", "letter.odt"];
  await dropFiles(form.zone(), names.map((name, nth) => ({ name, bytes: bytesOf(files[nth]) })));
  await form.items.nth(4).waitFor();
  const text = await form.register.innerText();
  assert.ok(!text.includes("\u202E"));
  assert.equal(await form.register.locator("img[src=x]").count(), 0);
});
