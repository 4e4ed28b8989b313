// Starts the page's program. Before it, the only Trusted Types policy of the page: scripts come from our own assets, and
// markup as text is refused, unless the page brought what examines it (`markup.js`).

function createScriptURL(address) {
  const url = new URL(address, location.href);
  const known = url.pathname.startsWith("/assets/") || url.pathname === "/service-worker.js";
  if (url.origin === location.origin && known) return url.href;
  throw new TypeError("a script from elsewhere");
}

globalThis.trustedTypes?.createPolicy("default", { createHTML: globalThis.plainMarkup, createScriptURL });

// What was pressed before the program is here is done once it is.
const begin = document.getElementById("boot-begin");
begin?.addEventListener("click", () => begin.setAttribute("aria-busy", "true"));

const program = document.querySelector("meta[name=insignia-program]");
import(program.content)
  .then(({ default: start }) => start({ module_or_path: program.dataset.wasm }))
  .catch((error) => {
    document.getElementById("boot-failed")?.removeAttribute("hidden");
    document.getElementById("boot-waiting")?.remove();
    begin?.remove();
    throw error;
  });
