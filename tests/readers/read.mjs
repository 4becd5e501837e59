/* Opens books in reading engines and tells what they show.

   Usage: node read.mjs < JOB.json > RESULT.json

   JOB     {"browser": PATH, "modules": PATH of node_modules, "at_once": 2, "visits": [VISIT...]}
   VISIT   {"book": FILE, "engine": "foliate" | "epubjs", "look": "light" | "dark" | "large",
            "walk": true, "jump": true, "pictures": [{"href": …, "turn": 0, "file": PNG}], "size": [W, H], "scale": 1}
   RESULT  a list with one object a visit: what the engine knows of the book, every page of a walk
           from the first to the last, where contents and landmarks lead, colours and sizes of
           each kind of text, and what the console said. */

import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };
const MOST_PAGES = 2000;
/* Without a sandbox, since root, as in containers, has none; and without talk to the network. */
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update", "--font-render-hinting=none",
];

/* What reading systems add to a book when their owner asks for it: rules without "!important",
   so that a book which fixes a colour or a size of its own is found out. */
const LOOKS = {
  light: { paper: "#ffffff", css: "" },
  dark: {
    paper: "#17181a",
    css: `html, body { color-scheme: dark; background: #17181a; color: #dedbd4; }
      a:any-link { color: #8ab4f8; }`,
  },
  large: { paper: "#ffffff", css: "html { font-size: 200%; }" },
};

const job = JSON.parse(await text(process.stdin));
const { chromium } = createRequire(path.join(job.modules, "x.js"))("playwright-core");
const browser = await chromium.launch({ executablePath: job.browser, args: FLAGS });
const results = new Array(job.visits.length);
const waiting = [...job.visits.entries()];
try {
  await Promise.all(Array.from({ length: job.at_once ?? 1 }, work));
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(results));

async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [place, visit] = next;
    results[place] = await pay(visit);
  }
}

async function pay(visit) {
  const server = await serve(visit);
  const [width, height] = visit.size ?? [700, 1000];
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: visit.scale ?? 1,
    colorScheme: visit.look === "dark" ? "dark" : "light",
  });
  try {
    const page = await context.newPage();
    const told = listen(page);
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction("window.reader", null, { timeout: 30_000 }).catch((error) => {
      throw new Error(`${visit.engine} does not open ${visit.book}: ${told.join("; ")}`, { cause: error });
    });
    return { ...(await tour(page, visit)), errors: told };
  } finally {
    await context.close();
    server.close();
  }
}

async function tour(page, visit) {
  const { paper } = LOOKS[visit.look];
  const known = await page.evaluate(whatIsKnown);
  if (visit.walk) Object.assign(known, await page.evaluate(walkThrough, { paper, most: MOST_PAGES }));
  if (visit.jump) {
    known.reached = await page.evaluate(jumpTo, hrefs(known.contents));
    known.landed = await page.evaluate(jumpTo, known.landmarks.map((mark) => mark.href));
  }
  for (const { href, turn, file } of visit.pictures ?? []) {
    await page.evaluate(jumpTo, [href]);
    for (let n = 0; n < (turn ?? 0); n += 1) await page.evaluate("reader.next()");
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    await page.screenshot({ path: file });
  }
  return known;
}

function hrefs(entries) {
  return entries.flatMap((entry) => [entry.href, ...hrefs(entry.entries)]);
}

/* The next three run inside the page, beside measure.js. */

async function whatIsKnown() {
  await reader.start();
  const { title, language, sections, contents, landmarks } = reader;
  const blob = await reader.cover();
  const bitmap = blob && (await createImageBitmap(blob));
  const cover = bitmap && { width: bitmap.width, height: bitmap.height, bytes: blob.size };
  return { title, language, sections, contents, landmarks, cover };
}

async function walkThrough({ paper, most }) {
  const pages = [];
  const seen = reader.sections.map(() => new Set());
  const texts = {};
  await reader.start();
  do {
    const page = pageShown();
    page.seen.forEach((place) => seen[page.index].add(place));
    texts[page.section] ??= textShown(paper);
    pages.push({ ...page, seen: page.seen.length });
    if (pages.length > most) throw new Error(`the book does not end after ${most} pages`);
  } while (await reader.next());
  const total = {};
  for (const page of pages) total[page.section] = { words: page.words, seen: seen[page.index].size };
  return { pages, texts, total };
}

async function jumpTo(targets) {
  const reached = [];
  for (const href of targets) {
    await reader.goTo(href);
    const { section, heading, first } = pageShown();
    reached.push({ href, section, heading, first });
  }
  return reached;
}

/* Serves one book and the page that shows it, to this machine alone. */
function serve(visit) {
  const files = {
    "/": path.join(HERE, `${visit.engine}.html`),
    "/measure.js": path.join(HERE, "measure.js"),
    "/book.epub": visit.book,
  };
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://reader");
    if (pathname === "/look.json") return response.end(JSON.stringify(LOOKS[visit.look]));
    if (pathname === "/favicon.ico") return response.writeHead(204).end();
    const file = files[pathname] ?? modulePath(pathname);
    if (!file || !fs.existsSync(file)) return response.writeHead(404).end();
    const type = pathname === "/" ? "text/html" : TYPES[path.extname(file)];
    response.setHeader("content-type", type ?? "application/octet-stream");
    return fs.createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function modulePath(pathname) {
  const prefix = "/modules/";
  const inside = path.normalize(decodeURIComponent(pathname)).slice(prefix.length);
  return pathname.startsWith(prefix) ? path.join(job.modules, inside) : null;
}

function listen(page) {
  const told = [];
  page.on("pageerror", (error) => told.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") told.push(message.text());
  });
  page.on("requestfailed", (request) => told.push(`${request.url()}: ${request.failure().errorText}`));
  return told;
}
