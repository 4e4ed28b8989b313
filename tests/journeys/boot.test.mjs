// The page starts under its content security policy, and the policy holds against markup that could run something.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launchBrowser } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { FormPages, formSchema } from "../pages/form.mjs";

const here = journey();

const REFUSED = [
  "<img src=x onerror=alert(1)>",
  '<img src="/a.png">',
  "<script>alert(1)</script>",
  '<p onclick="alert(1)">a</p>',
  '<p style="color: red">a</p>',
  '<a href="javascript:alert(1)">a</a>',
  '<a href="&#106;avascript:alert(1)">a</a>',
  '<a href="//elsewhere.example/">a</a>',
  '<a href=" javascript:alert(1)">a</a>',
  '<iframe srcdoc="a"></iframe>',
  '<object data="a"></object>',
  '<form action="/a"></form>',
  '<button formaction="/a">a</button>',
  '<svg><a xlink:href="javascript:alert(1)"></a></svg>',
  '<svg><animate attributeName="href" values="javascript:alert(1)"></animate></svg>',
  "<!-- a --><p>a</p>",
  "<P>a</P>",
  "<p title='a'>a</p>",
  "<p\nid=\"a\">a</p>",
  '<p id="a"onclick="b">a</p>',
  "<noscript><p title=\"</noscript>\"></p></noscript>",
  "a < b",
];

const ACCEPTED = [
  "",
  "text &lt;b&gt; &amp; more",
  "<!>",
  '<h1 class="title" data-ready>A <b>bold</b> word<br></h1>',
  '<ul role="list"><li><a href="/draft" rel="next">a</a></li><li><a href="#b">b</a></li></ul>',
  '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M0 0h4" stroke-width="2"></path></svg>',
  '<label for="x">A</label><input id="x" type="text" required autocomplete="email">',
];

for (const [name, path] of [
  ["form", "/"],
  ["office", "/office"],
]) {
  test(`the ${name} starts without a complaint`, async () => {
    const page = await here.open({ path });
    await page.locator("#boot-waiting").waitFor({ state: "detached" });
    await page.locator("h1").first().waitFor();
    assert.equal(await page.locator("#boot-failed").count(), 0);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
  });
}

/** A telephone on a slow line: what comes late has time to move what is there. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 };

/** The most that a page may move, in the browser's own measure: a tenth of what counts as good. */
const MOVES = 0.01;

test("nothing that is seen moves while a page comes", async () => {
  const form = new FormPages(await here.open(), await formSchema(here.server.url));
  await form.begin();
  const draft = new URL(form.page.url()).pathname;
  await form.openSection("school");
  // The draft is for one tab at a time.
  await form.page.goto("about:blank");
  for (const [path, last] of [
    ["/", ".footer"],
    [draft, ".footer"],
    [`${draft}/school`, "[name=school_name]"],
  ]) {
    const page = await form.page.context().newPage();
    await page.setViewportSize({ width: 412, height: 823 });
    const tools = await page.context().newCDPSession(page);
    await tools.send("Network.enable");
    await tools.send("Network.setCacheDisabled", { cacheDisabled: true });
    await tools.send("Network.setBypassServiceWorker", { bypass: true });
    await tools.send("Network.emulateNetworkConditions", SLOW);
    await page.addInitScript(() => {
      globalThis.moved = 0;
      const add = (list) => list.getEntries().forEach((shift) => (globalThis.moved += shift.value));
      new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(here.server.url + path);
    await page.locator(last).waitFor();
    await page.waitForTimeout(1_000);
    const moved = await page.evaluate(() => globalThis.moved);
    assert.ok(moved < MOVES, `${path} moved by ${moved}`);
    await page.close();
  }
});

test("only plain markup passes the policy of the office, and none that of the form", async () => {
  const assign = (markups) => {
    const accepted = [];
    for (const markup of markups) {
      try {
        document.createElement("template").innerHTML = markup;
        accepted.push(markup);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
    return accepted;
  };
  for (const [path, accepted] of [["/office", ACCEPTED], ["/", []]]) {
    const page = await here.open({ path, expected: path === "/" ? [/TrustedHTML/] : [] });
    await page.locator("#boot-waiting").waitFor({ state: "detached" });
    assert.deepEqual(await page.evaluate(assign, REFUSED), []);
    assert.deepEqual(await page.evaluate(assign, ACCEPTED), accepted);
  }
});

test("only own scripts pass the policy, and nobody makes another policy", async () => {
  const page = await here.open({ path: "/", expected: [/TrustedScript|TrustedTypePolicy|Content Security Policy/] });
  await page.locator("#boot-waiting").waitFor({ state: "detached" });
  const refused = await page.evaluate(() => {
    const attempts = {
      foreign: () => (document.createElement("script").src = "https://elsewhere.example/assets/a.js"),
      data: () => (document.createElement("script").src = "data:text/javascript,1"),
      upload: () => (document.createElement("script").src = "/api/uploads/a"),
      climbing: () => (document.createElement("script").src = "/assets/../api/a"),
      text: () => (document.createElement("script").textContent = "1"),
      policy: () => trustedTypes.createPolicy("other", {}),
    };
    const throws = (attempt) => {
      try {
        attempt();
        return false;
      } catch {
        return true;
      }
    };
    return Object.keys(attempts).filter((name) => throws(attempts[name]));
  });
  assert.deepEqual(refused, ["foreign", "data", "upload", "climbing", "text", "policy"]);
});

test("without JavaScript the page says what it needs", async () => {
  // Not the context option: it stops scripts only after the parser has passed over <noscript>.
  const browser = await launchBrowser({ args: ["--blink-settings=scriptEnabled=false"] });
  try {
    const page = await browser.newPage();
    await page.goto(here.server.url);
    // The text of the whole body leaves out what is not shown.
    assert.match(await page.locator("body").innerText(), /This page needs JavaScript/);
  } finally {
    await browser.close();
  }
});
