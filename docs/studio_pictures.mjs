/* Walks through a studio and takes pictures: node studio_pictures.mjs < JOB.json

   JOB  {"url": of the studio, "browser": PATH, "modules": PATH of node_modules, "folder": for the
        pictures} */

import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";

const job = JSON.parse(await text(process.stdin));
const { chromium } = createRequire(path.join(job.modules, "x.js"))("playwright-core");

const opened = async (browser, options) => {
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(`${job.url}#stories`);
  return page;
};

const take = async (page, name) => {
  await page.waitForTimeout(700);
  await page.screenshot({ path: path.join(job.folder, `studio-${name}.png`) });
};

const allAreRead = async (page) => {
  await page.locator("li.story").first().waitFor();
  await page.locator("#reading").waitFor({ state: "hidden" });
};

const openStory = async (page, title) => {
  await page.goto(`${job.url}#stories`);
  await page.locator("li.story h3 a", { hasText: title }).click();
  await page.locator(".line").first().waitFor();
};

const goLine = async (page, line, last = line) => {
  await page.fill("#go-line", String(line));
  await page.press("#go-line", "Enter");
  await page.focus("#text");
  for (let at = line; at < last; at += 1) await page.keyboard.press("Shift+ArrowDown");
};

const WIDE = { viewport: { width: 1400, height: 860 } };

const light = async (browser) => {
  const page = await opened(browser, WIDE);
  await allAreRead(page);
  await openStory(page, "The Bell Below");
  await goLine(page, 21);
  await page.keyboard.press("g");
  await page.locator("#page-status", { hasText: "part 6" }).waitFor();
  await take(page, "text");
  await page.click("[data-pane=cover]");
  await page.locator("#sheet input").first().waitFor();
  await page.waitForTimeout(6000);
  await take(page, "cover");
  await page.click("[data-pane=changes]");
  await page.click("#show-typography");
  await take(page, "typography");
  await page.goto(`${job.url}#stories`);
  for (const at of [1, 3, 4, 6]) await page.locator("li.story .pick input").nth(at).check();
  await page.click("#bind-chosen");
  await page.fill("#bind-title", "Tales by the Water");
  await page.fill("#bind-editors", "Ada North");
  await page.check("#bind-by input[value=author]");
  await page.locator("#bind-contents > ol > li").first().waitFor();
  await take(page, "bind");
};

const dark = async (browser) => {
  const page = await opened(browser, { ...WIDE, colorScheme: "dark" });
  await allAreRead(page);
  await page.locator("li.story .pick input").nth(2).check();
  await page.waitForTimeout(3000);
  await take(page, "stories");
};

const narrow = async (browser) => {
  const page = await opened(browser, { viewport: { width: 390, height: 780 }, deviceScaleFactor: 1.5, hasTouch: true });
  await allAreRead(page);
  await openStory(page, "The Bell Below");
  await goLine(page, 23);
  await take(page, "narrow-text");
  await page.click("[data-pane=book]");
  await page.locator("#page-status", { hasText: "Page" }).waitFor();
  await take(page, "narrow-book");
};

const browser = await chromium.launch({ executablePath: job.browser, args: ["--no-sandbox", "--disable-gpu"] });
try {
  await light(browser);
  await dark(browser);
  await narrow(browser);
} finally {
  const page = await opened(browser, WIDE);
  await page.click("#close");
  await page.locator("body.closed").waitFor();
  await browser.close();
}
