/* Uses the studio's page as a person does, and tells what is seen on the way.

   Usage: node studio.mjs < JOB.json > RESULT.json

   JOB     {"browser": PATH, "modules": PATH of node_modules, "url": of the studio,
            "drop": [PATH of a story…], "correct": {"name", "line", "kind"}, "facts": {"name",
            "title", "author"}, "anthology": {"title", "editor"},
            "more": [{"name", "breaks": [LINE…], "title", "author"}…],
            "downloads": FOLDER for the books}
   RESULT  what was seen at each step, what the console said, which addresses were asked for, and
           what axe-core finds in each view, where it is there. Books are saved in the folder. */

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";

const job = JSON.parse(await text(process.stdin));
const require = createRequire(path.join(job.modules, "x.js"));
const { chromium } = require("playwright-core");
const WAIT = 60_000;
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="16"/>';
/* Stands for covers of the contact sheet but those of one style: to draw all takes long. */

const heard = { errors: [], dialogs: [], requests: [] };
const audits = {};

const openPage = async (browser) => {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT);
  page.on("pageerror", (error) => heard.errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && heard.errors.push(message.text()));
  page.on("request", (request) => heard.requests.push(request.url()));
  page.on("dialog", (dialog) => {
    heard.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  await page.route(/cover\.jpg.*style=(?!cloth)/, (route) => route.fulfill({ contentType: "image/svg+xml", body: PICTURE }));
  await page.goto(job.url);
  return page;
};

/** Wait until something is so in the page, and return what it says then. (Playwright's own way is forbidden by the page's policy.) */
const until = async (page, what, given) => {
  for (const end = Date.now() + WAIT; Date.now() < end; ) {
    const found = await page.evaluate(what, given);
    if (found) return found;
    await page.waitForTimeout(40);
  }
  throw new Error(`waited in vain for ${what}; messages: ${await all(page, "#messages .message")}`);
};
const words = (page, selector) => page.textContent(selector);
const all = (page, selector) => page.$$eval(selector, (found) => found.map((one) => one.textContent.trim()));

let axe = null;
try {
  axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
} catch {
  /* Without the checker its results are null. */
}
const audit = async (page, name) => {
  if (!axe) return;
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ preload: false }));
  audits[name] = violations.map((one) => `${one.id}: ${one.nodes[0].html}`);
};

/* ------------------------------------------------------------------------------- steps */

/** Let files fall on the page, as from a folder of the desktop. */
const drop = async (page) => {
  const files = job.drop.map((file) => [path.basename(file), fs.readFileSync(file).toString("base64")]);
  await page.evaluate((given) => {
    const data = new DataTransfer();
    for (const [name, base64] of given) {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    for (const kind of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }, files);
  await until(page, (count) => document.querySelectorAll("#stories h3 a").length === count, files.length);
  return { titles: await all(page, "#stories h3"), status: await words(page, "#stories-status") };
};

const openStory = async (page, name) => {
  await page.goto(`${job.url}#stories`);
  await page.locator("li.story", { hasText: name }).locator("h3 a").click();
  await until(page, (file) => document.getElementById("story-details").textContent.includes(file), name);
  await until(page, () => document.getElementById("page-status").textContent.startsWith("Page"));
};

const goLine = async (page, line) => {
  await page.fill("#go-line", String(line));
  await page.press("#go-line", "Enter");
  await page.locator(`#line-${line}`).waitFor();
  await page.focus("#text");
};

const fateOf = (page, line) => page.textContent(`#line-${line} .fate`);
const outlineOf = (page) => all(page, "#outline .name");
const undoable = (page, can) => until(page, (wanted) => document.getElementById("undo").disabled !== wanted, can);

/** Make a line a chapter, take it back, say it again; outline and book follow. */
const correct = async (page) => {
  const { name, line, chapter, key } = job.correct;
  await openStory(page, name);
  const seen = { before: await outlineOf(page), lines: await words(page, "#text-heading") };
  await audit(page, "text and book");
  await goLine(page, chapter);
  await page.keyboard.press("c");
  await undoable(page, true);
  seen.chapter = { outline: await outlineOf(page), fate: await fateOf(page, chapter) };
  await until(page, () => [...document.querySelectorAll("#book-contents option")].length);
  seen.focus = await page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("u");
  await undoable(page, false);
  seen.undone = await outlineOf(page);
  await goLine(page, line);
  await page.keyboard.press("g");
  await pageShows(page, line);
  seen.breaksBefore = (await bookText(page)).breaks;
  await page.keyboard.press("w");
  await page.locator("#why[open]").waitFor();
  seen.why = await words(page, "#why-words");
  await page.keyboard.press("Escape");
  await page.keyboard.press(key);
  await undoable(page, true);
  seen.said = await words(page, "#said");
  await until(page, (count) => document.getElementById("page").contentDocument.querySelectorAll("hr").length > count, seen.breaksBefore);
  seen.book = await bookText(page);
  return seen;
};

const pageShows = (page, line) =>
  until(page, (wanted) => Boolean(document.getElementById("page").contentDocument.querySelector(`[data-line="${wanted}"]`)), line);

/** Count in one question: between two of them the frame may show another page. */
const bookText = (page) =>
  until(page, () => {
    const text = document.getElementById("page").contentDocument;
    const count = (name) => text.querySelectorAll(name).length;
    return text?.readyState === "complete" && text.body && { breaks: count("hr"), scripts: count("script") };
  });

const fieldOf = async (page, field, value) => {
  await page.fill(`#fact-${field}`, value);
  await page.press(`#fact-${field}`, "Tab");
  await until(page, (id) => document.getElementById(id).textContent === "Said by you", `from-${field}`);
};

/** Switch one change of signs off by the keyboard, and on again; tell what the page says each time. */
const switchOneChange = async (page) => {
  const status = () => words(page, "#changes-status");
  const seen = [await status()];
  await page.locator("#changes button", { hasText: "Switch off" }).first().focus();
  for (const key of ["Switch on", "Switch off"]) {
    await page.keyboard.press("Enter");
    await until(page, (wanted) => document.activeElement.textContent.startsWith(wanted), key);
    seen.push(await status());
  }
  return seen;
};

const facts = async (page) => {
  const { name, title, author } = job.facts;
  await openStory(page, name);
  await page.click("[data-pane=facts]");
  await audit(page, "facts");
  await fieldOf(page, "title", title);
  await fieldOf(page, "authors", author);
  const seen = { heading: await words(page, "#story-heading"), details: await words(page, "#story-details") };
  await page.click("[data-pane=changes]");
  seen.rules = await all(page, "#rules strong");
  await audit(page, "typography");
  seen.switched = await switchOneChange(page);
  return seen;
};

const cover = async (page, number) => {
  await page.click("[data-pane=cover]");
  const boxes = page.locator("#sheet input");
  await boxes.first().waitFor();
  const count = await boxes.count();
  await boxes.nth(number).check({ force: true });
  await until(page, (at) => document.querySelectorAll("#sheet input")[at].checked, number);
  const name = (await boxes.nth(number).inputValue()).replace(" ", ", ");
  await until(page, (wanted) => document.getElementById("cover-name").textContent === wanted, name);
  return { count, name };
};

/** Say of a story where scenes change, and what it is called; tell what the book and the outline show. */
const more = async (page, { name, breaks, title, author }) => {
  await openStory(page, name);
  await goLine(page, breaks[0]);
  await page.keyboard.press("g");
  await pageShows(page, breaks[0]);
  const seen = { before: (await bookText(page)).breaks };
  for (const line of breaks) {
    await goLine(page, line);
    const before = await words(page, "#story-details");
    await page.keyboard.press("b");
    await until(page, (old) => document.getElementById("story-details").textContent !== old, before);
    await page.keyboard.press("g");
    await pageShows(page, line);
  }
  await until(page, (count) => document.getElementById("page").contentDocument.querySelectorAll("hr").length >= count, seen.before + breaks.length);
  seen.breaks = (await bookText(page)).breaks;
  await page.click("[data-pane=facts]");
  if (title) await fieldOf(page, "title", title);
  if (author) await fieldOf(page, "authors", author);
  seen.heading = await words(page, "#story-heading");
  await page.click("[data-pane=book]");
  return seen;
};

const bind = async (page) => {
  await page.goto(`${job.url}#stories`);
  await page.click("#choose-all");
  await page.click("#bind-chosen");
  await page.fill("#bind-title", job.anthology.title);
  await page.fill("#bind-editors", job.anthology.editor);
  await page.locator("#bind-contents > ol > li").first().waitFor();
  const seen = { before: await all(page, "#order .name") };
  await page.focus("#order li:nth-child(1) [data-key=down]");
  await page.keyboard.press("Alt+ArrowDown");
  seen.after = await all(page, "#order .name");
  seen.focus = await page.evaluate(() => document.activeElement.closest("li").dataset.index);
  await until(
    page,
    (first) => document.querySelector("#bind-contents .story, #bind-contents li span")?.textContent.startsWith(first),
    seen.after[0].slice(0, 5),
  );
  seen.contents = await all(page, "#bind-contents > ol > li > span");
  await audit(page, "bind");
  return seen;
};

const download = async (page, what) => {
  await page.goto(`${job.url}#make`);
  await page.goto(`${job.url}#make/${what}`);
  await page.check(`#make-what input[value=${what}]`);
  if (what === "chosen") await audit(page, "make");
  await page.click("#make-now");
  await until(page, () => document.getElementById("making-now").hidden && /made/.test(document.getElementById("made-status").textContent));
  const links = page.locator("#made-list .file:not(.all) a");
  const names = [];
  for (let at = 0; at < (await links.count()); at += 1) {
    const [saved] = await Promise.all([page.waitForEvent("download"), links.nth(at).click()]);
    names.push(saved.suggestedFilename());
    await saved.saveAs(path.join(job.downloads, what, saved.suggestedFilename()));
  }
  return { names, status: await words(page, "#made-status") };
};

/** Look at the views in another size and in the dark; tell how much is too wide. */
const looks = async (page) => {
  const overflow = {};
  await openStory(page, job.correct.name);
  const story = (await page.evaluate(() => location.hash)).split("/")[1];
  await page.setViewportSize({ width: 320, height: 640 });
  for (const place of ["stories", "bind", "make", ...["outline", "text", "book", "facts", "cover", "changes"].map((pane) => `story/${story}/${pane}`)]) {
    await page.goto(`${job.url}#${place}`);
    await page.waitForTimeout(60);
    overflow[place.replace(story, "ID")] = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }
  await audit(page, "narrow");
  await page.goto(`${job.url}#story/${story}/text`);
  const heard = (await page.locator("#text").ariaSnapshot()).split("\n").filter((one) => one.includes("option"));
  const seen = await page.$$eval("#text .line:not(.again, .blank) .fate", (found) => found.map((one) => one.offsetWidth > 1));
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1400, height: 900 });
  const dark = await background();
  // Buttons fade into their new colours: what stands in between is nobody's choice.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)));
  await audit(page, "dark");
  return { overflow, light, dark, heard, seen };
};

/** Show a text and a list that are much longer than any of the folder's; tell how much is drawn. */
const large = async (page) => {
  const line = (n) => [n, n % 3 ? `Some words of line ${n}, and more of them.` : "", n % 3 ? "body" : "blank", null, null];
  const lines = Array.from({ length: 100_000 }, (_, at) => line(at + 1));
  const story = { id: "large", revision: 1, name: "large.txt", facts: {}, lines, outline: [], findings: [] };
  const known = { folder: "", authors: [], state: "waiting", error: null, revision: 0 };
  const stories = Array.from({ length: 5_000 }, (_, at) => ({ ...known, id: `s${at}`, name: `s${at}.txt`, title: `Story ${at}` }));
  await page.route("**/api/stories", (route) => route.fulfill({ json: { stories } }));
  await page.route("**/api/stories/large", (route) => route.fulfill({ json: story }));
  await page.route("**/api/stories/large/book", (route) => route.fulfill({ json: { documents: [], contents: [] } }));
  await page.goto(`${job.url}#stories`);
  await page.reload();
  await page.locator("li.story").first().waitFor();
  const seen = { stories: await page.locator("li.story").count() };
  await page.goto(`${job.url}#story/large/facts`);
  await page.locator(".line").first().waitFor();
  await page.focus("#text");
  await page.keyboard.press("End");
  await page.locator("#line-100000").waitFor();
  return { ...seen, lines: await page.locator(".line").count(), chosen: await words(page, "#chosen") };
};

const outlines = async (page) => {
  await page.goto(`${job.url}#stories`);
  await page.reload();
  await page.locator("li.story").first().waitFor();
  const stops = [];
  for (let count = 0; count < 14; count += 1) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => [document.activeElement.textContent.trim() || document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]));
  }
  return stops;
};

const browser = await chromium.launch({
  executablePath: job.browser,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
try {
  const page = await openPage(browser);
  const seen = {};
  seen.dropped = await drop(page);
  await audit(page, "stories");
  seen.corrected = await correct(page);
  seen.covers = [await cover(page, 1)];
  seen.facts = await facts(page);
  seen.covers.push(await cover(page, 2));
  seen.more = [];
  for (const one of job.more) seen.more.push(await more(page, one));
  seen.bound = await bind(page);
  seen.chosen = await download(page, "chosen");
  seen.anthology = await download(page, "anthology");
  seen.looks = await looks(page);
  seen.tabs = await outlines(page);
  seen.messages = await all(page, "#messages .message");
  seen.large = await large(page);
  console.log(JSON.stringify({ ...seen, ...heard, audits }));
} finally {
  await browser.close();
}
