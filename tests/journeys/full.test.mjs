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
import { FormPages, eventually, formSchema } from "../pages/form.mjs";

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

/** Fills what is left for this site to the brim, in pieces that get smaller. */
const fillUp = (page) =>
  page.evaluate(async () => {
    const request = indexedDB.open("filler", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("filler", { autoIncrement: true });
    const database = await new Promise((done) => (request.onsuccess = () => done(request.result)));
    const put = (size) =>
      new Promise((done) => {
        const bytes = new Uint8Array(size);
        for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
        const transaction = database.transaction("filler", "readwrite");
        transaction.objectStore("filler").put(bytes.buffer);
        transaction.oncomplete = () => done(true);
        transaction.onabort = () => done(false);
      });
    for (let size = 4 << 20; size >= 1024; size >>= 1) while (await put(size));
    database.close();
  });

const reserved = (page) =>
  page.evaluate(async () => {
    const request = indexedDB.open("insignia");
    const database = await new Promise((done) => (request.onsuccess = () => done(request.result)));
    const count = database.transaction("reserve").objectStore("reserve").count();
    await new Promise((done) => (count.onsuccess = done));
    database.close();
    return count.result;
  });

test("where there is no room at all for this site, text is saved in the room that was kept for it", async () => {
  const schema = await formSchema(here.server.url);
  const { context, forget } = await launchPersistent();
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(20_000);
  const session = await context.newCDPSession(page);
  // Before the page is there: a browser asks for the quota once and counts for itself from then on.
  await session.send("Storage.overrideQuotaForOrigin", { origin: here.server.url, quotaSize: QUOTA_MEGABYTES * 1e6 });
  await page.goto(here.server.url);
  const form = new FormPages(page, schema);
  const id = await form.begin();
  await eventually(async () => assert.equal(await reserved(page), 1));
  await form.openSection("evidence");
  await fillUp(page);
  await form.choose([large(0)]);
  await page.getByText(form.t("ui.files.full").split("{")[0]).waitFor();
  assert.equal(await reserved(page), 1, "a file never takes the room that is kept for text");
  await form.openSection("leadership");
  const words = "Written when there was no room at all. ".repeat(200);
  await form.textbox("plan").fill(words);
  await form.saved();
  assert.equal(await reserved(page), 0);
  await page.evaluate(() => new Promise((done) => (indexedDB.deleteDatabase("filler").onsuccess = done)));
  await page.goto(`${here.server.url}/draft/${id}`);
  await eventually(async () => assert.equal(await reserved(page), 1));
  await form.openSection("leadership");
  assert.equal(await form.textbox("plan").inputValue(), words);
  await context.close();
  await forget();
});
