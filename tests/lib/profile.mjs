// What the files of a browser hold, byte by byte.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The files of a profile in which one of the texts stands, in UTF-8 or as browsers keep text, with the text. */
export async function traces(profile, texts) {
  const wanted = texts.flatMap((text) => [
    { text, bytes: Buffer.from(text, "utf8") },
    { text, bytes: Buffer.from(text, "utf16le") },
  ]);
  const entries = await readdir(profile, { recursive: true, withFileTypes: true });
  const found = [];
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name);
    // Files come and go while the browser runs.
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    const hit = wanted.find(({ bytes }) => content.includes(bytes));
    if (hit) found.push(`${path.slice(profile.length)}: ${hit.text}`);
  }
  return found;
}
