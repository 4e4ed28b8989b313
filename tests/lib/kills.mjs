// A browser that tells what it shows, and can be killed as a power cut would.

import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { launchPersistent } from "./browser.mjs";
import { words } from "./words.mjs";

const { text: t } = words();

/** What the page may say of a finished application, by what it then claims. */
const CLAIMS = {
  sent: ["ui.receipt.title", "ui.outbox.short_sent"],
  received: ["ui.receipt.partial_title", "ui.send.committed_title", "ui.outbox.missing_title", "ui.outbox.short_missing"],
  finished: ["ui.outbox.sending_title", "ui.outbox.waiting_title", "ui.outbox.short_sending", "ui.outbox.short_waiting", "ui.outbox.locked_title"],
};

/** Runs in the page: tells how long the text is whenever it changes or is shown as saved, and what is claimed of sending. */
function report({ field, claims }) {
  const tell = (word) => {
    const text = document.querySelector(field);
    if (text) console.log(`kills ${word} ${Date.now()} ${text.value.length}`);
  };
  const claimed = new Set();
  addEventListener("input", () => tell("typed"), true);
  setInterval(() => {
    if (document.querySelector(".save-state--saved")) tell("saved");
    const shown = [...document.querySelectorAll("h1, h2, [role=status]")].map((element) => element.textContent.trim());
    for (const [claim, texts] of Object.entries(claims)) {
      if (claimed.has(claim) || !shown.some((text) => texts.includes(text))) continue;
      claimed.add(claim);
      console.log(`kills ${claim}`);
    }
  }, 20);
}

/**
 * Starts a browser on a profile, a new one if there is none yet.
 * @param {object} options `profile`, `address` to open, `field` that is watched (a selector), `onClaim` called with
 *   "sent", "received" or "finished" as soon as the page says so, `onRequest`
 */
export async function live({ profile, address, field, onClaim = () => {}, onRequest = () => {} }) {
  const made = await launchPersistent({ profile });
  const { context } = made;
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(10_000);
  const told = { typed: [], saved: 0, claims: new Set() };
  page.on("console", (message) => {
    const [word, kind, at, length] = message.text().split(" ");
    if (word !== "kills") return;
    if (kind === "saved") told.saved = Math.max(told.saved, Number(length));
    else if (kind === "typed") told.typed.push({ at: Number(at), length: Number(length) });
    else {
      told.claims.add(kind);
      onClaim(kind);
    }
  });
  page.on("request", onRequest);
  const claims = Object.fromEntries(Object.entries(CLAIMS).map(([claim, keys]) => [claim, keys.map((key) => t(key))]));
  await page.addInitScript(report, { field, claims });
  if (address) await page.goto(address);
  return { ...made, page, told };
}

/** Ends the browser at once; gives the moment. */
export async function kill({ context, profile }) {
  const pid = Number((await readlink(join(profile, "SingletonLock"))).split("-").at(-1));
  process.kill(pid, "SIGKILL");
  const at = Date.now();
  await context.close().catch(() => {});
  return at;
}

export const pause = (ms) => new Promise((next) => setTimeout(next, ms));
