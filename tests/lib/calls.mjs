// Call files for journeys that need limits of their own.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DAY = 86_400_000;

/**
 * Writes a call that is open now into a new folder and gives the folder.
 * @param {Record<string, number>} [evidence] limits of evidence, by their keys
 */
export async function callFolder(evidence = {}) {
  const folder = await mkdtemp(join(tmpdir(), "insignia-calls-"));
  await writeCall(folder, { evidence });
  return folder;
}

/** Writes the call, for when it is to be another one at the next start. `closes` is a moment, in milliseconds since 1970. */
export async function writeCall(folder, { evidence = {}, contacts = {}, closes = Date.now() + 30 * DAY } = {}) {
  const day = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
  const text = `
id = "small"
first_label_year = 2040
last_label_year = 2041
opens_at = "${day(-7)}T00:00:00Z"
closes_at = "${new Date(closes).toISOString().slice(0, 19)}Z"
registered_by = "${day(-700)}"
activity_window = { from = "${day(-700)}", to = "${day(30)}" }
quality_label_window = { from = "${day(-1_000)}", to = "${day(-1)}" }

[evidence]
${lines(evidence)}

[contacts]
${lines(contacts)}
`;
  await writeFile(join(folder, "small.toml"), text);
}

const lines = (values) => Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join("\n");
