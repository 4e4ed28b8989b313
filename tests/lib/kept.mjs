// What the browser keeps of the program.

/** Waits until a page can be opened without a server: the service worker is there, and so are the texts in use. */
export function kept(page) {
  return page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state !== "activated") await new Promise((done) => active.addEventListener("statechange", done, { once: true }));
    const texts = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".json"));
    for (let tries = 0; tries < 100; tries++) {
      if ((await Promise.all(texts.map((name) => caches.match(name)))).every(Boolean)) return;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error("the texts were not kept");
  });
}

/** Has the browser look for a newer program, as it does by itself now and then. True if one waits afterwards. */
export function lookForNewer(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => {});
    const { installing } = registration;
    if (installing) await new Promise((done) => installing.addEventListener("statechange", done, { once: true }));
    return registration.waiting !== null;
  });
}

/** The program that a page was opened with, by the name of its style sheet. */
export function programOf(page) {
  return page.evaluate(() => new URL(document.querySelector('link[rel="stylesheet"]').href).pathname);
}
