// The page starts under its content security policy, and the policy holds against markup that could run something.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launchBrowser } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";

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
