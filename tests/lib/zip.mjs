// Reads a ZIP archive whole, by its central directory.

import { crc32, inflateRawSync } from "node:zlib";

/** @param {Buffer} bytes @returns {Map<string, Buffer>} contents by name, in the order of the archive */
export function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) throw new Error("no ZIP archive");
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries = new Map();
  for (let n = 0; n < count; n++) {
    const method = bytes.readUInt16LE(at + 10);
    const [sum, packed, size] = [16, 20, 24].map((offset) => bytes.readUInt32LE(at + offset));
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const title = bytes.subarray(at + 46, at + 46 + name).toString("utf8");
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + packed);
    const content = method === 0 ? data : inflateRawSync(data);
    if (content.length !== size || crc32(content) !== sum) throw new Error(`${title} is damaged`);
    entries.set(title, content);
    at += 46 + name + extra + comment;
  }
  return entries;
}
