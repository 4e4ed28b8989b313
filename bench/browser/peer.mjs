// Serves the page with SurveyJS as our server serves ours: one HTML page that names a script, a style and the form, all of
// them Brotli-compressed beforehand at the highest level, assets under hashed names for ever, and the same headers.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";
import { join } from "node:path";

/** As in `xtask/src/build/publish.rs`. */
function compressed(bytes) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  return brotliCompressSync(bytes, { params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/** Headers of ours that say how to treat a page. Its policies for content are its own, because SurveyJS writes styles into elements. */
const LIKE_OURS = ["x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"];
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:; base-uri 'none'";

/** The script and the style are preloaded, and so is the form, so that nothing waits for anything else. */
const page = (language, script, style, form) => `<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>eTwinning School label</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<link rel="preload" href="${form}" as="fetch" type="application/json" crossorigin>
<script type="module" src="${script}"></script>
</head>
<body><div id="survey"></div></body>
</html>`;

/**
 * @param {string} folder with `survey.js`, `survey.css` and the forms
 * @param {string} ours address of our server, whose headers are taken over
 * @returns {Promise<{ url: string, sizes: Record<string, number>, stop: Function }>}
 */
export async function servePeer(folder, ours, language = "en") {
  const { headers } = await fetch(ours);
  const alike = Object.fromEntries(LIKE_OURS.map((name) => [name, headers.get(name)]).filter(([, value]) => value));
  const files = new Map();
  const sizes = {};
  const add = (name, type, bytes, keep) => {
    const body = compressed(bytes);
    sizes[name] = body.length;
    files.set(name, { body, type, keep, tag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}br"` });
    return name;
  };
  const asset = (name, type) => {
    const bytes = readFileSync(join(folder, name));
    const [stem, ending] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf(".") + 1)];
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
    return add(`/assets/${stem}.${hash}.${ending}`, type, bytes, "public, max-age=31536000, immutable");
  };
  const script = asset(`survey.${language}.js`, "text/javascript; charset=utf-8");
  const style = asset("survey.css", "text/css; charset=utf-8");
  const form = asset(`form.${language}.json`, "application/json");
  add("/", "text/html; charset=utf-8", Buffer.from(page(language, script, style, form)), "no-cache");

  const server = createServer((request, response) => {
    const file = files.get(request.url.split("?")[0]);
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": file.type,
      "content-encoding": "br",
      "content-length": file.body.length,
      "cache-control": file.keep,
      etag: file.tag,
      vary: "accept-encoding",
      "content-security-policy": POLICY,
      ...alike,
    });
    response.end(file.body);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://localhost:${server.address().port}`,
    sizes,
    stop: () => new Promise((stopped) => (server.close(stopped), server.closeAllConnections())),
  };
}
