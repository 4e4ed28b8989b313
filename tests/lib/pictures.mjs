// Pictures of a page as it stands, in both widths and both schemes, and what makes a PNG small.

import { crc32, deflateSync, inflateSync } from "node:zlib";

export const WIDTHS = [1280, 360];
export const SCHEMES = ["light", "dark"];
/** Chromium paints no picture that is higher. */
const HIGHEST = 16_000;

/** Hands `take` the page in each of its looks, at its top; afterwards it is as it began. */
export async function eachLook(page, take) {
  await page.mouse.move(0, 0);
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // On a phone the list of sections begins folded; this page began wide.
      await page.evaluate(unfold, width === 1280);
      await take({ width, colorScheme });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await page.evaluate(unfold, true);
}

function unfold(open) {
  document.querySelectorAll("nav details").forEach((list) => (list.open = open));
  scrollTo(0, 0);
}

/** The whole page as a PNG, of which the lowest part may be cut off. */
export async function wholePage(page, path, highest = HIGHEST) {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: document.documentElement.scrollHeight }));
  return page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, highest) }, animations: "disabled", timeout: 180_000 });
}

/** The same PNG, packed as tightly as zlib can. */
export function smaller(png) {
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push([png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  const data = deflateSync(inflateSync(Buffer.concat(chunks.filter(([type]) => type === "IDAT").map(([, bytes]) => bytes))), { level: 9, memLevel: 9 });
  const write = ([type, bytes]) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), bytes]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(bytes.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const kept = [chunks.find(([type]) => type === "IHDR"), ["IDAT", data], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([png.subarray(0, 8), ...kept.map(write)]);
}
