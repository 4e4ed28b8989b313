// Without a connection from the second visit on. The server is really stopped: a browser that is told to be offline
// still lets some requests through.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { launchPersistent } from "../lib/browser.mjs";
import { journey } from "../lib/journey.mjs";
import { kept } from "../lib/kept.mjs";
import { FormPages, formSchema } from "../pages/form.mjs";

const here = journey();
let visitor;

/** Goes to the form and waits until the browser keeps everything that it needs without the server. */
async function visit() {
  const { context, forget, profile } = await launchPersistent(visitor ? { profile: visitor.profile } : {});
  visitor = { context, forget, profile };
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(10_000);
  await page.goto(here.server.url);
  await kept(page);
  return page;
}

after(async () => {
  await visitor?.context.close();
  await visitor?.forget();
});

test("a school begins, writes and attaches without a server, closes the browser and finds everything again", async () => {
  const schema = await formSchema(here.server.url);
  let page = await visit();
  await here.server.halt();
  await page.goto(`${here.server.url}/`);
  await page.getByRole("heading", { name: "The server cannot be reached" }).waitFor();
  const form = new FormPages(page, schema);
  await form.begin();
  await form.openSection("school");
  await page.locator("#school_name").fill("IES Sin Conexión");
  await page.keyboard.press("Tab");
  await form.openSection("evidence");
  await form.choose(["photo_with_gps.jpg"]);
  await page.getByRole("article").first().waitFor();
  await form.saved();
  const address = page.url();
  await visitor.context.close();

  const { context } = (visitor = { ...visitor, ...(await launchPersistent({ profile: visitor.profile })) });
  page = context.pages()[0] ?? (await context.newPage());
  await page.goto(address);
  await page.getByRole("article").first().waitFor();
  await page.goto(address.replace(/evidence$/, "school"));
  assert.equal(await page.locator("#school_name").inputValue(), "IES Sin Conexión");
  await page.goto(address.replace(/evidence$/, "review"));
  await page.getByText("IES Sin Conexión").first().waitFor();
  for (const path of ["/form", "/rubric", "/privacy"]) {
    await page.goto(here.server.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  await here.server.start();
});
