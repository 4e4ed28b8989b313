// Sends applications through the server's public interface, as the form does, for journeys that only read them.

import { randomBytes } from "node:crypto";
import { bytesOf, school, sha256 } from "./school.mjs";

const TYPES = {
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  webp: "image/webp",
  odt: "application/vnd.oasis.opendocument.text",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

/** JSON with its keys in code-point order and no white space. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** A manifest of answers in which files are named by their fixtures. */
export function manifestOf(call, answers, { locale = "en", id = randomBytes(16).toString("hex") } = {}) {
  const files = new Map();
  const hashOf = (name) => {
    const bytes = bytesOf(name);
    const hash = sha256(bytes);
    files.set(hash, { sha256: hash, name, size: bytes.length, media_type: TYPES[name.split(".").at(-1)] });
    return hash;
  };
  const named = structuredClone(answers);
  for (const { answers } of named.evidence) if (answers.file) answers.file = hashOf(answers.file);
  named.declaration_file = hashOf(named.declaration_file);
  const sorted = [...files.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  return { submission: id, form: "application", form_version: 1, call: call.id, locale, answers: named, files: sorted };
}

/** Commits a manifest; gives the receipt. Throws what the server said if it refuses. */
export async function commit(server, manifest, capability = randomBytes(32).toString("base64url")) {
  const answer = await fetch(`${server.url}/api/submissions/${manifest.submission}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${capability}`, "content-type": "application/json" },
    body: canonical(manifest),
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return { receipt: await answer.json(), capability };
}

/** Uploads every file of a manifest. */
export async function upload(server, manifest, capability) {
  for (const file of manifest.files) {
    const base = { authorization: `Bearer ${capability}`, "tus-resumable": "1.0.0" };
    const encoded = (text) => Buffer.from(text).toString("base64");
    const created = await fetch(`${server.url}/api/uploads`, {
      method: "POST",
      headers: { ...base, "upload-length": `${file.size}`, "upload-metadata": `submission ${encoded(manifest.submission)},sha256 ${encoded(file.sha256)}` },
    });
    if (created.status === 200) continue;
    if (created.status !== 201) throw new Error(`${created.status}: ${await created.text()}`);
    const sent = await fetch(new URL(created.headers.get("location"), server.url), {
      method: "PATCH",
      headers: { ...base, "content-type": "application/offset+octet-stream", "upload-offset": "0" },
      body: bytesOf(file.name),
    });
    if (!sent.ok) throw new Error(`${sent.status}: ${await sent.text()}`);
  }
}

export async function firstCall(server) {
  const { calls } = await (await fetch(`${server.url}/api/calls`)).json();
  return calls[0];
}

const PLACES = [
  ["ES", "CEIP", "Zarautz"],
  ["PT", "Escola Básica", "Évora"],
  ["GR", "Γυμνάσιο", "Θεσσαλονίκη"],
  ["PL", "Szkoła Podstawowa", "Łódź"],
  ["IT", "Istituto", "Forlì"],
];

/** So many applications without much evidence, in five countries; those of every fourth have all their files. */
export async function sendMany(server, count) {
  const call = await firstCall(server);
  const sent = [];
  const one = async (n) => {
    const [country, kind, town] = PLACES[n % PLACES.length];
    const answers = school(call, `${kind} ${town} ${String(n + 1).padStart(3, "0")}`);
    answers.school_country = country;
    answers.school_town = town;
    if (country !== "ES") {
      delete answers.school_province;
      answers.school_postcode = "1234-567";
    }
    answers.evidence = answers.evidence.map((item) => (item.answers.file === "photo_with_gps.jpg" ? { ...item, answers: { ...item.answers, file: "photo.jpg" } } : item));
    // What is out of date is worth a warning.
    if (n % 7 === 0) answers.policy_reviewed_on = "2015-05-04";
    const manifest = manifestOf(call, answers);
    const { receipt, capability } = await commit(server, manifest);
    if (n % 4 === 0) await upload(server, manifest, capability);
    sent[n] = { manifest, receipt, complete: n % 4 === 0 };
  };
  for (let n = 0; n < count; n += 8) {
    await Promise.all(Array.from({ length: Math.min(8, count - n) }, (_, at) => one(n + at)));
  }
  return sent;
}
