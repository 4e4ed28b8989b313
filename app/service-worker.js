// Keeps the form's program for when the server cannot be reached. What it keeps belongs together: one page and the
// files that this very page names. It answers from what it has, touches nothing but plain GET requests for pages and
// assets, and never takes over from an older one unless a person asks for it.

const CACHE = "insignia-{{version}}";
const ASSETS = {{precache}};
const PROGRAM = "{{program}}";
const TEXTS = {{texts}};
// The first page, and what stands for all others.
const START = "/";
const PAGE = "/draft";

addEventListener("install", (event) => event.waitUntil(fill()));

// All or nothing: a worker that lacks a file is not installed, and the one before it stays.
async function fill() {
  const pages = await Promise.all([START, PAGE].map(ours));
  const cache = await caches.open(CACHE);
  await Promise.all([...ASSETS, ...(await textsInUse())].map((asset) => keep(cache, asset)));
  await cache.put(START, pages[0]);
  await cache.put(PAGE, pages[1]);
}

// A portal answers anything, and a server that is being renewed may be ahead of this worker.
async function ours(path) {
  const page = await fetch(path, { cache: "no-cache", redirect: "error" });
  const text = await page.clone().text();
  if (!page.ok || !text.includes(PROGRAM)) throw new Error("not our page");
  return page;
}

// The texts of the languages that were read with the program before this one.
async function textsInUse() {
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return textsBeside(kept.flat().map(({ url }) => new URL(url).pathname));
}

// All texts of the languages that these are of: "/assets/es.…json" and "/assets/es.later.…json" go together.
function textsBeside(paths) {
  const languages = paths.filter((path) => path.endsWith(".json")).map((path) => path.split(".")[0]);
  return TEXTS.filter((text) => languages.includes(text.split(".")[0]));
}

async function keep(cache, asset) {
  const known = (await caches.match(asset)) ?? (await fetch(asset, { redirect: "error" }));
  if (!known.ok) throw new Error(`${asset}: ${known.status}`);
  await cache.put(asset, known);
}

addEventListener("activate", (event) => event.waitUntil(tidy()));

// Pages that are still open may need a file of the program before this one. What lacks its page was never whole.
async function tidy() {
  const others = (await caches.keys()).filter((name) => name.startsWith("insignia-") && name !== CACHE);
  const pages = await Promise.all(others.map((cacheName) => caches.match(PAGE, { cacheName })));
  const before = others.findLast((_, at) => pages[at]);
  await Promise.all(others.filter((name) => name !== before).map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && isForm(pathname)) event.respondWith(page(request));
});

const isForm = (path) => !/^\/(api|office|styleguide)(\/|$)/.test(path) && !path.includes(".");

async function page(request) {
  const cache = await caches.open(CACHE);
  const { pathname } = new URL(request.url);
  return (await cache.match(pathname === START ? START : PAGE)) ?? fetch(request);
}

async function asset(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}

// "renew" when a person wants the new program now; or the texts that the page of this visitor has read.
addEventListener("message", (event) => {
  if (event.data === "renew") skipWaiting();
  if (!Array.isArray(event.data)) return;
  const wanted = textsBeside(event.data);
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.allSettled(wanted.map((path) => keep(cache, path)))));
});
