// What a page must never do, on every page there is; and what evidence must never become.

import assert from "node:assert/strict";
import { test } from "node:test";
import { journey } from "../lib/journey.mjs";
import { sendMany } from "../lib/manifests.mjs";
import { FormPages, formSchema } from "../pages/form.mjs";
import { OfficePages } from "../pages/office.mjs";

const here = journey({ prepare });
let sent;

async function prepare() {
  sent = await sendMany(here.server, 2);
}

const PAGES = ["/", "/open", "/form", "/rubric", "/privacy", "/draft/00000000000000000000000000000000", "/nothing/here", "/office", "/office/applications", "/office/nothing"];

test("no page has anything inline, and the policy forbids it", async () => {
  for (const path of PAGES) {
    const answer = await fetch(here.server.url + path);
    const policy = answer.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /require-trusted-types-for 'script'/, path);
    assert.ok(!policy.includes("unsafe-inline") && !/'unsafe-eval'/.test(policy), policy);
    const markup = await answer.text();
    assert.ok(!/<style|style=|\son[a-z]+=|javascript:/i.test(markup), path);
    for (const [, attributes, content] of markup.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
      assert.match(attributes, /src="\/assets\//, path);
      assert.equal(content, "", path);
    }
  }
});

test("every page runs under its policy without a complaint, and builds nothing inline", async () => {
  // The watch over every page fails the test for any violation, error or foreign request.
  for (const path of PAGES) {
    const page = await here.open({ path });
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    const inline = await page.evaluate(() => [...document.querySelectorAll("*")].filter((element) => element.getAttributeNames().some((name) => name.startsWith("on") || name === "style")).map((element) => element.outerHTML.slice(0, 100)));
    assert.deepEqual(inline, [], path);
  }
});

test("markup that could run something is refused by the page itself", async () => {
  for (const path of ["/", "/office"]) {
    const page = await here.open({ path, expected: path === "/" ? [/TrustedHTML/] : [] });
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    const outcome = await page.evaluate(() => {
      try {
        document.createElement("div").innerHTML = "<img src=x onerror=alert(1)>";
        return "taken";
      } catch (error) {
        return error.constructor.name;
      }
    });
    assert.equal(outcome, "TypeError", path);
  }
});

test("what a person types is shown as typed and never becomes markup", async () => {
  const form = new FormPages(await here.open(), await formSchema(here.server.url));
  const evil = `<img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;
  await form.begin();
  await form.openSection("school");
  await form.textbox("school_name").fill(evil);
  await form.saved();
  await form.openReview();
  await form.page.getByText(evil).first().waitFor();
  await form.page.goto(here.server.url);
  await form.page.getByText(evil).first().waitFor();
  assert.equal(await form.page.locator("img[src=x]").count(), 0);
  assert.ok(!(await form.page.title()).includes("broken"));
});

test("evidence leaves only as an attachment, for administrators, under a sandbox", async () => {
  const { manifest } = sent[0];
  const office = new OfficePages(await here.open({ path: "/office" }));
  const { page } = office;
  await office.signIn(here.server.administrator);
  await office.listStands();
  for (const file of manifest.files) {
    const path = `/api/office/applications/${manifest.submission}/evidence/${file.sha256}`;
    const headers = await page.evaluate(async (path) => {
      const answer = await fetch(path);
      return { status: answer.status, ...Object.fromEntries(answer.headers) };
    }, path);
    assert.equal(headers.status, 200);
    assert.match(headers["content-disposition"], /^attachment; /);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["content-security-policy"], /sandbox/);
    assert.equal(headers["content-type"], file.media_type);
    assert.equal((await fetch(here.server.url + path)).status, 401);
  }
  // Even when its address is opened, the browser saves it instead of showing it.
  const coming = page.waitForEvent("download");
  await page.goto(`${here.server.url}/api/office/applications/${manifest.submission}/evidence/${manifest.files[0].sha256}`).catch(() => {});
  await coming;
});
