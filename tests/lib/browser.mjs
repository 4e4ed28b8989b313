// Starts the system's Chromium.

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome"];

/** Nothing that calls out to the net, and no sandbox, which root cannot have. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

function executable() {
  const found = process.env.INSIGNIA_CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (!found) throw new Error("Chromium is missing: install it or name it in INSIGNIA_CHROMIUM");
  return found;
}

/** A browser whose contexts forget everything. Close it yourself. */
export function launchBrowser(options = {}) {
  return chromium.launch({ ...options, executablePath: executable(), args: [...FLAGS, ...(options.args ?? [])] });
}

/**
 * A browser that remembers: close it and call this again with the same `profile` to come back as the same person.
 * Without a profile a new folder is made; it is yours to delete by `forget`.
 */
export async function launchPersistent(options = {}) {
  const { profile = await mkdtemp(join(tmpdir(), "insignia-profile-")), args = [], ...rest } = options;
  const context = await chromium.launchPersistentContext(profile, {
    locale: "en-GB",
    viewport: { width: 1280, height: 900 },
    ...rest,
    executablePath: executable(),
    args: [...FLAGS, ...args],
  });
  return { context, profile, forget: () => rm(profile, { recursive: true, force: true }) };
}

/** What the browser itself says of requests that were cut. */
export const CUT = [/Failed to load resource/, /ERR_/];
/** What it says of answers that are no, too. */
export const REFUSED = [...CUT, /^[45]\d\d /];

/**
 * Collects what a page must never do: throw, break the content security policy, ask for what is not there or call
 * another host. `complaints()` gives the sentences so far. Refusals that a test provokes are named in `expected`.
 */
export function watchPage(page, { origin, expected = [] } = {}) {
  const found = [];
  const note = (text) => expected.some((pattern) => pattern.test(text)) || found.push(text);
  page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && note(`console: ${message.text()}`));
  page.on("response", (response) => response.status() >= 400 && note(`${response.status()} ${response.url()}`));
  page.on("request", (request) => {
    const url = request.url();
    if (origin && /^https?:/.test(url) && !url.startsWith(`${origin}/`)) note(`foreign request: ${url}`);
  });
  return { complaints: () => [...found] };
}
