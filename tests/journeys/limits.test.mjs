// Limits of number and size are those of the call, whatever they are.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { rm } from "node:fs/promises";
import { callFolder } from "../lib/calls.mjs";
import { journey } from "../lib/journey.mjs";
import { bytesOf } from "../lib/school.mjs";
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

const calls = await callFolder({ max_items: 4, max_file_bytes: 1_000_000, max_total_bytes: 1_600_000 });
after(() => rm(calls, { recursive: true, force: true }));
const here = journey({ server: { env: { INSIGNIA_CALLS: calls } } });

async function register() {
  const form = new FormPages(await here.open(), await formSchema(here.server.url));
  await form.begin();
  await form.openSection("evidence");
  return form;
}

const refusal = (form, name) => form.page.getByRole("alert").filter({ hasText: name });

/** A sound PDF of this size: zeros after the end are what some scanners leave. */
const scan = (size) => ({ name: `scan ${size}.pdf`, mimeType: "application/pdf", buffer: Buffer.concat([bytesOf("policy.pdf"), Buffer.alloc(size - bytesOf("policy.pdf").length)]) });

test("one item more than the call allows is refused with the number", async () => {
  const form = await register();
  for (let n = 0; n < 3; n++) await form.button("ui.files.add_link", form.register).click();
  await form.items.nth(2).waitFor();
  await form.drop(["policy.pdf", "picture.png"]);
  await form.items.nth(3).waitFor();
  await refusal(form, "picture.png").waitFor();
  assert.ok((await refusal(form, "picture.png").innerText()).includes(form.t("ui.files.over_number", { max: 4 })));
  assert.equal(await form.items.count(), 4);
  // The file that was taken can be taken out again, and then there is room.
  await form.items.first().getByRole("button", { name: new RegExp(`^${form.t("ui.rows.remove")}`) }).click();
  await eventually(async () => assert.equal(await form.items.count(), 3));
  await form.choose(["picture.png"]);
  await form.items.nth(3).waitFor();
});

test("one file and all files together may have what the call says", async () => {
  const form = await register();
  await form.choose([scan(1_000_001)]);
  await refusal(form, "scan 1000001.pdf").waitFor();
  assert.ok((await refusal(form, "scan 1000001.pdf").innerText()).includes(form.t("defect.too_large", { max_bytes: "1 MB" })));
  await form.choose([scan(1_000_000)]);
  await form.items.first().waitFor();
  await form.choose([scan(700_000)]);
  await refusal(form, "scan 700000.pdf").waitFor();
  const said = form.t("ui.files.total_too_large", { max: "1.6 MB", left: "600 kB" });
  assert.ok((await refusal(form, "scan 700000.pdf").innerText()).includes(said));
  await form.choose([scan(600_000)]);
  await form.items.nth(1).waitFor();
  assert.match(await form.register.innerText(), /2 of 4 items · 1\.6 MB of 1\.6 MB/);
});
