// A disk that is full: the file is refused in words, the text is still saved, and nothing that was saved is touched.
// On Linux as root the profile lies on a small file system of its own; elsewhere the browser is given a small quota.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { launchPersistent } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { noise } from "../lib/png.mjs";
import { FormPages, formSchema } from "../pages/form.mjs";

const DISK_MEGABYTES = 150;
const QUOTA_MEGABYTES = 60;
const MOST_FILES = 10;

const here = journey();
let profile, mounted;

after(async () => {
  if (mounted) spawnSync("umount", ["--lazy", profile]);
  if (profile) await rm(profile, { recursive: true, force: true });
});

async function smallDisk() {
  profile = await mkdtemp(join(tmpdir(), "insignia-full-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MEGABYTES}m`, "tmpfs", profile]);
  mounted = status === 0;
}

/** A picture of almost ten megabytes, each another. */
const large = (nth) => ({ name: `large-${nth}.png`, mimeType: "image/png", buffer: noise(3_000, 3_200) });

test("a full disk refuses the file and keeps the text", async () => {
  await smallDisk();
  const schema = await formSchema(here.server.url);
  const { context } = await launchPersistent({ profile });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(20_000);
  if (!mounted) {
    const session = await context.newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", { origin: here.server.url, quotaSize: QUOTA_MEGABYTES * 1e6 });
  }
  await page.goto(here.server.url);
  const form = new FormPages(page, schema);
  const id = await form.begin();
  await form.openSection("evidence");
  const refused = page.getByText(form.t("ui.files.full").split("{")[0]);
  let kept = 0;
  for (; kept < MOST_FILES && !(await refused.isVisible()); ) {
    await form.choose([large(kept)]);
    await form.items.nth(kept).or(refused).waitFor();
    if (await form.items.nth(kept).isVisible()) kept += 1;
  }
  assert.ok(await refused.isVisible(), `${kept} large files were kept`);
  assert.ok(kept > 0, "one file at least had room");
  await form.saved();

  await form.openSection("leadership");
  const words = "Written when the disk was full. ".repeat(50);
  await form.textbox("plan").fill(words);
  await form.saved();
  await context.close();

  const again = await launchPersistent({ profile });
  const reopened = again.context.pages()[0] ?? (await again.context.newPage());
  await reopened.goto(`${here.server.url}/draft/${id}/leadership`);
  const back = new FormPages(reopened, schema);
  await back.textbox("plan").waitFor();
  assert.equal(await back.textbox("plan").inputValue(), words);
  await back.openSection("evidence");
  await back.items.nth(kept - 1).waitFor();
  assert.equal(await back.items.count(), kept);
  await again.context.close();
});
