/* Opens the catalogue's page, or its feeds, and tells what a person or a program meets there.

   Usage: node catalog.mjs < JOB.json > RESULT.json

   JOB     {"browser": PATH, "modules": PATH of node_modules, "look": "page" | "feeds", "url": …}
   RESULT  of "page": what was seen while searching, filtering, following links and tabbing, in
           light and dark, on a phone and without scripts; what the console said, which dialogs
           opened, which addresses were asked for, and what axe-core finds, where it is there.
           Of "feeds": every OPDS 1.2 feed below the root as foliate-js understands it. */

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";

const job = JSON.parse(await text(process.stdin));
const require = createRequire(path.join(job.modules, "x.js"));
const { chromium } = require("playwright-core");
const { url } = job;

const opened = async (browser, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const heard = { errors: [], dialogs: [], requests: [] };
  page.on("pageerror", (error) => heard.errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && heard.errors.push(message.text()));
  page.on("requestfailed", (request) => heard.errors.push(`failed: ${request.url()}`));
  page.on("request", (request) => heard.requests.push(request.url()));
  page.on("dialog", (dialog) => {
    heard.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  await page.goto(url);
  return { page, heard, context };
};

const until = async (page, what, test) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const value = await page.evaluate(what);
    if (test(value)) return value;
    await page.waitForTimeout(50);
  }
  throw new Error(`waited in vain for ${what}`);
};

const titles = (page) => page.$$eval("#books .title", (all) => all.map((one) => one.textContent));
const status = (page) => page.textContent("#status");

const browse = async (page) => {
  const seen = {};
  await until(page, "document.getElementById('status').textContent", Boolean);
  seen.start = { status: await status(page), titles: await titles(page) };
  seen.links = await page.$$eval("#books .title", (all) => all.map((one) => one.href));
  seen.scripts = await page.$$eval("script", (all) => all.length);
  seen.covers = await until(
    page,
    "[...document.images].filter((i) => i.getBoundingClientRect().top < innerHeight)" +
      ".map((i) => i.complete && i.naturalWidth)",
    (widths) => widths.length && widths.every(Boolean),
  );
  seen.bare = await page.$$eval(".cover.bare", (all) => all.map((one) => one.textContent.trim()));

  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  seen.grown = await until(page, "document.querySelectorAll('#books > li').length", (n) => n > 60);

  await page.fill("#q", "ÉLAN lanterns");
  await until(page, "document.getElementById('status').textContent", (text) => text !== seen.start.status);
  seen.search = { status: await status(page), titles: await titles(page), url: page.url() };
  await page.fill("#q", "zzzz");
  seen.nothing = await until(page, "document.getElementById('status').textContent", (t) => /^No/.test(t));
  await page.click("#reset");
  seen.reset = { status: await status(page), focus: await page.evaluate("document.activeElement.id") };

  for (const [name, value] of [["author", "Ann Lee"], ["series", "Days of Salt"], ["subject", "Humour"], ["language", "de"]]) {
    await page.selectOption(`#${name}`, value);
    seen[name] = { status: await status(page), titles: await titles(page) };
    seen[name].choices = await page.$$eval(`#${name} option`, (all) => all.map((one) => one.textContent));
    await page.click("#reset");
  }
  await page.selectOption("#sort", "title");
  seen.sorted = await titles(page);
  await page.selectOption("#sort", "");

  const link = page.locator("#books .authors a").first();
  const author = await link.textContent();
  await link.click();
  await until(page, "document.getElementById('author').value", Boolean);
  seen.followed = { author, value: await page.inputValue("#author"), status: await status(page) };
  await page.goBack();
  seen.back = await until(page, "document.getElementById('status').textContent", (t) => t === seen.start.status);
  return seen;
};

const tabbed = async (page) => {
  await page.goto(url);
  const stops = [];
  for (let count = 0; count < 14; count += 1) {
    await page.keyboard.press("Tab");
    stops.push(
      await page.evaluate(() => {
        const one = document.activeElement;
        const style = getComputedStyle(one);
        const name = one.labels?.[0]?.textContent || one.textContent.trim();
        return { name, tag: one.tagName, outline: style.outlineStyle };
      }),
    );
  }
  return stops;
};

const audited = async (page) => {
  let source;
  try {
    source = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
  } catch {
    return null;
  }
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => window.axe.run({ preload: false }));
  return violations.map((one) => `${one.id}: ${one.nodes[0].html}`);
};

const lookAtPage = async (browser) => {
  const { page, heard } = await opened(browser);
  const seen = await browse(page);
  seen.tabs = await tabbed(page);
  seen.axe = await audited(page);
  const background = (one) => one.evaluate("getComputedStyle(document.body).backgroundColor");
  seen.light = await background(page);
  const dark = await opened(browser, { colorScheme: "dark" });
  seen.dark = await background(dark.page);
  seen.darkAxe = await audited(dark.page);
  const phone = await opened(browser, { viewport: { width: 360, height: 740 } });
  seen.overflow = await phone.page.evaluate("document.documentElement.scrollWidth - innerWidth");
  const plain = await opened(browser, { javaScriptEnabled: false });
  seen.plain = await plain.page.locator(".plain a").allTextContents();
  return { ...seen, ...heard };
};

const lookAtFeeds = async (browser) => {
  const { page } = await opened(browser, { bypassCSP: true });
  const parser = fs.readFileSync(require.resolve("foliate-js/opds.js"), "utf-8");
  const read = async ({ source, root }) => {
    const opds = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const feeds = {};
    const waiting = [root];
    while (waiting.length) {
      const href = waiting.pop();
      if (feeds[href]) continue;
      const text = await (await fetch(href)).text();
      const feed = opds.getFeed(new DOMParser().parseFromString(text, "application/xml"));
      feeds[href] = {
        title: feed.metadata.title,
        links: feed.links.map(({ rel, href: to }) => [rel[0], to]),
        navigation: feed.navigation?.map(({ title, href: to }) => [title, to]) ?? null,
        publications: feed.publications ?? null,
      };
      const all = [...feed.links, ...(feed.navigation ?? [])];
      waiting.push(...all.filter((one) => opds.isOPDSCatalog(one.type)).map((one) => new URL(one.href, href).href));
    }
    return feeds;
  };
  return page.evaluate(read, { source: parser, root: new URL("catalog/opds.xml", url).href });
};

const browser = await chromium.launch({
  executablePath: job.browser,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
try {
  const look = { page: lookAtPage, feeds: lookAtFeeds }[job.look];
  console.log(JSON.stringify(await look(browser)));
} finally {
  await browser.close();
}
