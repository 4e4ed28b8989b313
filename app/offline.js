// Brings the service worker in and tells the page when a newer program waits. The page answers with `insignia-renew` once
// the person wants it and everything is saved.

const worker = navigator.serviceWorker;

if (worker) {
  whenItStands(() => worker.register("/service-worker.js", { updateViaCache: "none" }).then(watch, () => {}));
  worker.ready.then(({ active }) => {
    const used = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
    active.postMessage(used.filter((path) => path.startsWith("/assets/") && path.endsWith(".json")));
  });
}

// Once the page stands, or ten seconds have gone: on a slow line, what the worker fetches would hold the page up.
function whenItStands(then, looks = 40) {
  const stands = document.readyState === "complete" && !document.querySelector("main > .loading");
  if (stands || looks === 0) then();
  else setTimeout(whenItStands, 250, then, looks - 1);
}

function watch(registration) {
  const tell = () => {
    // Without a controller it is the first worker, and nothing is renewed.
    if (registration.waiting && worker.controller) dispatchEvent(new Event("insignia-waiting"));
  };
  tell();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
  addEventListener("insignia-renew", () => {
    worker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("renew");
  });
  // A page may stay open for weeks.
  setInterval(() => registration.update().catch(() => {}), 3_600_000);
}
